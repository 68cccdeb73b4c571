/** Replaces a secret in objects that callers can print. */
export const REDACTED = '[redacted]';

/** Where Node, follow-redirects, axios' HTTP/2 and fetch keep what was sent. */
interface SentRequest {
  _header?: string | null;
  outputData?: { data: unknown }[];
  _redirectable?: SentRequest;
  _currentRequest?: SentRequest;
  _options?: { headers?: Record<string, unknown> };
  socket?: (object & { encrypted?: boolean; destroyed?: boolean; _pendingData?: unknown }) | null;
  sentHeaders?: unknown;
  headers?: unknown;
  [symbol: symbol]: unknown;
}

/** Marks requests of this package's adapters, which never hold headers. Shared by the process: an adapter may be of another bundle. */
export const HOLDS_NO_HEADERS: unique symbol = Symbol.for('nestjs-aspose-auth.holds-no-headers');

/** True for a request of an adapter of this package, which can be printed as it is. */
export const holdsNoHeaders = (request: unknown): boolean =>
  typeof request === 'object' && request !== null && HOLDS_NO_HEADERS in request;

/**
 * Removes the `Authorization` header from a request that has received its response or has failed, so that printing the request, a
 * response or an error at any depth does not show it. Nothing is sent from these objects any more.
 */
export function redactRequest(request: unknown, authorization: string): void {
  if (typeof request !== 'object' || request === null) return;
  const sent = request as SentRequest;
  const redirectable = sent._redirectable ?? (sent._currentRequest ? sent : undefined);
  if (redirectable) {
    redactHeader(redirectable._options?.headers);
    if (redirectable._currentRequest) redactNodeRequest(redirectable._currentRequest, authorization);
  }
  if (sent.outputData !== undefined) redactNodeRequest(sent, authorization);
  else if (sent !== redirectable) redactOtherRequest(sent, authorization);
}

function redactNodeRequest(request: SentRequest, authorization: string): void {
  if (request.outputData === undefined) return; // not a request of node:http
  if (typeof request._header === 'string') request._header = request._header.replace(authorization, REDACTED);
  // A request that ended before it got a socket, for example in the queue of an agent, still holds its output.
  for (const part of request.outputData) {
    if (typeof part.data === 'string') part.data = part.data.replace(authorization, REDACTED);
  }
  redactHeader(readSymbol(request, 'kOutHeaders'));
  redactHeader((readSymbol(request, 'requestOptions') as SentRequest | undefined)?.headers);
  // What a socket would have sent, had it been connected.
  if (request.socket?.destroyed && request.socket._pendingData) request.socket._pendingData = null;
  if (request.socket) hideNextRequest(request.socket);
  // A TLS socket keeps the options of the request that opened it for as long as it is kept alive.
  if (request.socket?.encrypted) {
    redactHeader((readSymbol(request.socket, 'connect-options') as SentRequest | undefined)?.headers);
  }
}

/** A connection that is kept alive holds the request that it is used for now. Symbols are those of Node, and of axios. */
const hideNextRequest = (socket: object): void =>
  hideProperties(socket, ['_httpMessage', 'parser', ...Object.getOwnPropertySymbols(socket)]);

const withoutEnumeration = new WeakSet<object>();

/** Makes properties non-enumerable, once for each object. It works as before. */
function hideProperties(holder: object, names: readonly PropertyKey[]): void {
  if (withoutEnumeration.has(holder)) return;
  withoutEnumeration.add(holder);
  for (const name of names) {
    if (Object.hasOwn(holder, name)) Reflect.defineProperty(holder, name, { enumerable: false });
  }
}

/**
 * Makes the sockets of an agent non-enumerable. A config, a response or an error that holds the agent can be printed then without
 * the headers of all requests that are under way. The agent works as before.
 */
export function hideSockets(agent: unknown): void {
  if (typeof agent === 'object' && agent !== null) hideProperties(agent, ['sockets', 'freeSockets', 'requests']);
}

/** A stream of node:http2, a `Request` of fetch in any implementation, or whatever else an adapter calls its request. */
function redactOtherRequest(request: SentRequest, authorization: string): void {
  redactFields(request.headers, authorization);
  redactFields(request.sentHeaders, authorization);
  for (const symbol of Object.getOwnPropertySymbols(request)) {
    // Newer versions of node:http2 keep the headers as a list of names and values.
    const value = request[symbol];
    if (Array.isArray(value) || /headers/i.test(symbol.description ?? '')) redactFields(value, authorization);
  }
}

/** Removes the token from a copy that an adapter has made of the config. */
export function redactConfig(config: unknown, authorization: string): void {
  if (typeof config === 'object' && config !== null) redactFields((config as SentRequest).headers, authorization);
}

/** Headers as a class with `delete`, as an object, or as a list. Those that do not have this value are somebody else's. */
function redactFields(headers: unknown, authorization: string): void {
  if (typeof headers !== 'object' || headers === null) return;
  const { delete: remove, get } = headers as { delete?: unknown; get?: unknown };
  if (typeof remove === 'function' && typeof get === 'function') {
    if (get.call(headers, 'authorization') === authorization) remove.call(headers, 'authorization');
    return;
  }
  const fields = headers as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (value === authorization) fields[name] = REDACTED;
    else if (Array.isArray(value)) redactFields(value, authorization);
  }
}

function redactHeader(headers: unknown): void {
  if (typeof headers !== 'object' || headers === null) return;
  const fields = headers as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    if (isAuthorization(name)) fields[name] = Array.isArray(fields[name]) ? [name, REDACTED] : REDACTED;
  }
}

/** True for the header name `Authorization` in any case. The length check makes the common case cheap. */
export const isAuthorization = (name: string): boolean => name.length === 13 && name.toLowerCase() === 'authorization';

/** Symbols found before: searching for one takes several microseconds. */
const knownSymbols = new Map<string, symbol>();

/** Reads a property whose symbol Node does not export, by the symbol's description. */
function readSymbol(holder: object, description: string): unknown {
  let symbol = knownSymbols.get(description);
  if (symbol === undefined || !(symbol in holder)) {
    symbol = Object.getOwnPropertySymbols(holder).find((candidate) => candidate.description === description);
    if (symbol) knownSymbols.set(description, symbol);
  }
  return symbol && (holder as Record<symbol, unknown>)[symbol];
}
