import { fieldOf, type ReceivedHeaders } from './answer-headers.js';

/**
 * How many bytes of an answer may come before it must not be paused any more; 0 where it must not at all.
 *
 * undici 7 ends the process where a connection is closed by the server while the last answer on it is paused. So what its
 * reader has not read of such an answer stays in memory, and an answer that is whole is not paused for a reader that is slow.
 */
export function pausableBytes(headers: ReceivedHeaders): number {
  const isLast = /\bclose\b/i.test(fieldOf(headers, 'connection') ?? '');
  if (isLast) return 0;
  if (fieldOf(headers, 'transfer-encoding') !== undefined) return Number.POSITIVE_INFINITY;
  const length = Number(fieldOf(headers, 'content-length') ?? Number.NaN);
  return Number.isFinite(length) ? length : 0; // without a length the answer ends with its connection
}
