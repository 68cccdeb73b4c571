/** A failure in plain words, and what to do about it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    message: string,
    readonly hint?: string,
    /** When to try again, where the desk says so. */
    readonly retryAfterMs?: number,
  ) {
    super(message);
  }
}

/** The desk gave no answer at all. */
export const noAnswer = (): Problem =>
  new Problem('The desk does not answer.', 'Check that it still runs (npm start), and try again.');

/** What the body of an error says; `text` is a JSON of the desk, or something of a proxy between. */
export function problemIn(status: number, text: string, retryAfter: string | null): Problem {
  const retryAfterMs = retryAfter === null ? undefined : Number(retryAfter) * 1_000;
  try {
    const { message, hint } = JSON.parse(text) as { message?: unknown; hint?: unknown };
    if (typeof message === 'string') {
      return new Problem(message, typeof hint === 'string' ? hint : undefined, retryAfterMs);
    }
  } catch {
    // Said below.
  }
  return new Problem(`The desk answered ${status}.`, 'Try again.', retryAfterMs);
}
