/** A server that asks for more than this is taken to mean this. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3): seconds or a date.
 *
 * @param now Milliseconds since 1970, to compare a date with.
 * @returns `undefined` where the header is missing or makes no sense.
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, LONGEST_MS);
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(date - now, 0), LONGEST_MS);
}
