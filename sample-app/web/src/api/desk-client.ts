/** Identifies requests of our own page. Pages of other origins cannot set this header. */
export const PAGE_HEADERS = { 'X-Requested-With': 'document-desk' };

/** A failure, with a message and a hint for the visitor. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    message: string,
    readonly hint?: string,
    /** When to try again, if the server said so. */
    readonly retryAfterMs?: number,
    /** Status of the response, if there was one. */
    readonly status?: number,
  ) {
    super(message);
  }
}

/**
 * Sends a request to the server.
 *
 * @throws Problem if there is no response, or one with an error status.
 */
export async function requestDesk(
  path: string,
  method = 'GET',
  body?: unknown,
  signal: AbortSignal | null = null,
): Promise<Response> {
  const hasBody = body !== undefined;
  const response = await fetch(path, {
    method,
    signal,
    headers: { ...PAGE_HEADERS, ...(hasBody && { 'Content-Type': 'application/json' }) },
    ...(hasBody && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw createConnectionProblem();
  });
  if (response.ok) return response;
  throw parseProblem(response.status, await response.text().catch(() => ''), response.headers.get('retry-after'));
}

/** The server sent no response, or only a part of it. */
export function createConnectionProblem(): Problem {
  return new Problem('The server does not respond.', 'Check that it is running (npm start), then try again.');
}

/** The hint of the server for a missing document is for users of the API. */
const MISSING_HINT = 'It may have been deleted in another window. The list shows what there is now.';

/** Parses an error response. `text` is JSON if the server sent it, and can be anything if a proxy did. */
export function parseProblem(status: number, text: string, retryAfter: string | null): Problem {
  const retryAfterMs = retryAfter === null ? undefined : Number(retryAfter) * 1_000;
  try {
    const { message, hint } = JSON.parse(text) as { message?: unknown; hint?: unknown };
    if (typeof message === 'string') {
      const shownHint = status === 404 ? MISSING_HINT : typeof hint === 'string' ? hint : undefined;
      return new Problem(message, shownHint, retryAfterMs, status);
    }
  } catch {
    // Not JSON: reported by its status.
  }
  return new Problem(`The server responded with ${status}.`, 'Try again.', retryAfterMs, status);
}
