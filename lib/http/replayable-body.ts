/** True for anything that is read once and then gone: Node and web streams, async iterables, the `form-data` package. */
function isOneShot(body: object): boolean {
  const { pipe, getReader } = body as { pipe?: unknown; getReader?: unknown };
  return typeof pipe === 'function' || typeof getReader === 'function' || Symbol.asyncIterator in body;
}

/** True for a native form whose parts are text and blobs; a part of another kind may be a stream in disguise. */
function hasReplayableParts(form: FormData): boolean {
  for (const value of form.values()) {
    if (typeof value !== 'string' && !(value instanceof Blob)) return false;
  }
  return true;
}

/** True for a body, as axios has transformed it, that can be sent twice and is the same both times. */
export function isReplayableBody(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return typeof body !== 'function';
  if (body instanceof FormData) return hasReplayableParts(body);
  return !isOneShot(body);
}
