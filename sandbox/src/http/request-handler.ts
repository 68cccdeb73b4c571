import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiFault, consumeFault, type SandboxCounters, type SandboxFaults, type TokenFault } from '../faults.js';
import { isTokenPath, type TokenEndpoint } from '../oauth/token-endpoint.js';
import { parseBearerToken, type TokenIssuer } from '../oauth/token-issuer.js';
import { isApiPath, type WordsApi } from '../words/words-api.js';
import { ErrorResponses } from './error-response.js';
import { ClientDisconnected, discardBody, parseTarget, type RequestTarget } from './request.js';
import { emptyResponse, type HttpResponse, sendResponse } from './response.js';

interface RequestHandlerDependencies {
  counters: SandboxCounters;
  faults: SandboxFaults;
  issuer: TokenIssuer;
  tokenEndpoint: TokenEndpoint;
  api: WordsApi;
  getTokenLifetimeSeconds: () => number;
  getUrl: () => string;
}

/** What happens to a request that gets no response. */
type NoResponse = 'hang' | 'reset';

/** Counts every request, applies the active fault, and passes the request to the token endpoint or to the API. */
export class RequestHandler {
  readonly #dependencies: RequestHandlerDependencies;

  constructor(dependencies: RequestHandlerDependencies) {
    this.#dependencies = dependencies;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined); // the client has disconnected
    const target = parseTarget(request.url ?? '/');
    const errors = new ErrorResponses(target.segments[1]);
    const result = await this.#route(request, target, errors).catch((error: unknown) =>
      error instanceof ClientDisconnected ? ('reset' as const) : errors.fromError(error),
    );
    if (result === 'reset') request.socket.destroy();
    else if (result !== 'hang') sendResponse(request, response, result);
    discardBody(request);
  }

  #route(request: IncomingMessage, target: RequestTarget, errors: ErrorResponses): Promise<HttpResponse | NoResponse> {
    return isTokenPath(target.segments) ? this.#handleToken(request, errors) : this.#handleApi(request, target, errors);
  }

  async #handleToken(request: IncomingMessage, errors: ErrorResponses): Promise<HttpResponse | NoResponse> {
    const { counters, faults, tokenEndpoint, getTokenLifetimeSeconds } = this.#dependencies;
    counters.tokenRequests += 1;
    const fault = consumeFault(faults, 'token');
    if (fault) counters.tokensFailed += 1;
    await delay(faults.tokenLatencyMs);
    return applyFault(fault, errors) ?? tokenEndpoint.respond(request, getTokenLifetimeSeconds(), fault);
  }

  async #handleApi(
    request: IncomingMessage,
    target: RequestTarget,
    errors: ErrorResponses,
  ): Promise<HttpResponse | NoResponse> {
    const { counters, faults, issuer, api, getUrl } = this.#dependencies;
    counters.apiRequests += 1;
    const fault = consumeFault(faults, 'api');
    await delay(faults.apiLatencyMs);
    const failure = applyFault(fault, errors);
    if (failure) return failure;
    if (!isApiPath(target.segments)) return errors.create(404, 'The sandbox does not know this path.');

    const token = parseBearerToken(request.headers.authorization);
    const clientId = token === undefined ? undefined : issuer.findClientId(token);
    if (clientId === undefined || fault?.kind === 'unauthorized') return this.#createUnauthorized(errors);
    return api.respond(request, target, clientId, getUrl());
  }

  #createUnauthorized(errors: ErrorResponses): HttpResponse {
    const { counters, faults } = this.#dependencies;
    counters.apiUnauthorized += 1;
    const headers = faults.challenge === undefined ? {} : { 'WWW-Authenticate': faults.challenge };
    if (faults.unauthorizedBody === 'empty') return emptyResponse(401, headers);
    return errors.create(401, 'The access token is missing, unknown, expired or revoked.', headers);
  }
}

/** @returns What the fault does instead of a normal response, or undefined if the request is to be processed. */
function applyFault(
  fault: TokenFault | ApiFault | undefined,
  errors: ErrorResponses,
): HttpResponse | NoResponse | undefined {
  switch (fault?.kind) {
    case 'hang':
    case 'reset':
      return fault.kind;
    case 'server-error':
      return errors.create(500, 'An injected fault of the sandbox.');
    case 'unavailable': {
      const headers = { 'Retry-After': String(fault.retryAfterSeconds ?? 1) };
      return errors.create(503, 'An injected fault of the sandbox.', headers);
    }
    default:
      return undefined;
  }
}

/** Does not keep the process alive. */
async function delay(ms: number): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { ref: false });
}

/** Opens the port, on 127.0.0.1 only. @returns The port. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(describeListenError(error, port), { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function describeListenError(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `AsposeSandbox: port ${port} of 127.0.0.1 is in use. Choose another port, or 0 for any free port.`;
  }
  if (error.code === 'EACCES') {
    return `AsposeSandbox: this process may not open port ${port}. Choose a port above 1023.`;
  }
  return `AsposeSandbox: port ${port} of 127.0.0.1 could not be opened: ${error.message}`;
}

/** Closes the port and all connections, including those of requests in progress. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
