/** What a sent request leaves behind, in the places where Node, follow-redirects and fetch keep it. */
interface SentRequest {
  _header?: string | null;
  outputData?: { data: unknown }[];
  _redirectable?: SentRequest;
  _currentRequest?: SentRequest;
  _options?: { headers?: Record<string, unknown> };
  socket?: (object & { encrypted?: boolean }) | null;
  headers?: unknown;
  [place: symbol]: unknown;
}

/** Replaces a token or a secret wherever it could be printed. */
export const REDACTED = '[redacted]';
const isAuthorization = (name: string) => name.length === 13 && name.toLowerCase() === 'authorization';

/** Symbols of Node's that were found before: looking for them takes several microseconds. */
const found = new Map<string, symbol>();

/** The object behind a symbol of Node's, found by its description; Node does not export it. */
function behind(holder: object, description: string): unknown {
  let symbol = found.get(description);
  if (symbol === undefined || !(symbol in holder)) {
    symbol = Object.getOwnPropertySymbols(holder).find((candidate) => candidate.description === description);
    if (symbol) found.set(description, symbol);
  }
  return symbol && (holder as Record<symbol, unknown>)[symbol];
}

function hideHeader(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null) return;
  const named = headers as Record<string, unknown>;
  for (const name of Object.keys(named)) {
    if (isAuthorization(name)) named[name] = Array.isArray(named[name]) ? [name, REDACTED] : REDACTED;
  }
}

function scrubNative(request: SentRequest, authorization: string): void {
  if (request.outputData === undefined) return; // not of Node's http, and without headers
  if (typeof request._header === 'string') request._header = request._header.replace(authorization, REDACTED);
  // Given up before it had a socket, as in an agent's queue.
  for (const part of request.outputData) {
    if (typeof part.data === 'string') part.data = part.data.replace(authorization, REDACTED);
  }
  hideHeader(behind(request, 'kOutHeaders'));
  hideHeader((behind(request, 'requestOptions') as SentRequest | undefined)?.headers);
  // A TLS socket keeps the options of the request that opened it, for as long as it is kept alive.
  if (request.socket?.encrypted)
    hideHeader((behind(request.socket, 'connect-options') as SentRequest | undefined)?.headers);
}

/**
 * Removes the header from what a request leaves behind once it has been answered or has failed, so that printing the request,
 * a response or an error at any depth does not show it. Nothing is sent from these places any more.
 */
export function redactRequest(request: unknown, authorization: string): void {
  if (typeof request !== 'object' || request === null) return;
  if (typeof Request !== 'undefined' && request instanceof Request) {
    request.headers.delete('authorization');
    return;
  }
  const sent = request as SentRequest;
  const redirectable = sent._redirectable ?? (sent._currentRequest ? sent : undefined);
  if (redirectable) {
    hideHeader(redirectable._options?.headers);
    if (redirectable._currentRequest) scrubNative(redirectable._currentRequest, authorization);
  }
  if (sent !== redirectable) scrubNative(sent, authorization);
}
