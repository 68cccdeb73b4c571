import { noAnswer, problemIn } from './problem.js';

/** Tells the desk that its own page asks. A page of another origin cannot set it. */
export const OWN_HEADERS = { 'X-Requested-With': 'document-desk' };

/**
 * An answer of the desk.
 *
 * @throws Problem
 */
export async function ask(path: string, method = 'GET', body?: unknown): Promise<Response> {
  const hasBody = body !== undefined;
  const answer = await fetch(path, {
    method,
    headers: { ...OWN_HEADERS, ...(hasBody && { 'Content-Type': 'application/json' }) },
    ...(hasBody && { body: JSON.stringify(body) }),
  }).catch(() => {
    throw noAnswer();
  });
  if (answer.ok) return answer;
  throw problemIn(answer.status, await answer.text().catch(() => ''), answer.headers.get('retry-after'));
}
