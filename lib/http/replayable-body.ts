import { isOneShot } from './chunk-source.js';

/**
 * True if a body, as axios has transformed it, can be sent twice with equal content by itself. A one-shot body cannot, but what has
 * been sent of it can be kept: see `RecordedBody`.
 */
export function isReplayableBody(body: unknown): boolean {
  return typeof body !== 'object' || body === null || (!isOneShot(body) && !isForeignForm(body));
}

/** True for form classes other than the native one. Only that is known to hold nothing but text and blobs. */
function isForeignForm(body: object): boolean {
  return Object.prototype.toString.call(body) === '[object FormData]' && !(body instanceof FormData);
}
