import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type AsposeApi, isApiPath } from '../api/api.js';
import { type ControlApi, isControlPath } from '../control/control-api.js';
import type { SandboxCounters } from '../counters.js';
import { type ApiFault, consumeFault, type SandboxFaults, type TokenFault } from '../faults.js';
import { isTokenPath, type TokenEndpoint } from '../oauth/token-endpoint.js';
import { parseBearerToken, type TokenIssuer } from '../oauth/token-issuer.js';
import type { Random } from '../random.js';
import { ErrorResponses } from './error-response.js';
import { ClientDisconnected, discardBody, parseTarget, type RequestTarget } from './request.js';
import { emptyResponse, type HttpResponse, sendResponse, textResponse } from './response.js';

interface RequestHandlerDependencies {
  counters: SandboxCounters;
  faults: SandboxFaults;
  issuer: TokenIssuer;
  tokenEndpoint: TokenEndpoint;
  api: AsposeApi;
  control: ControlApi;
  random: Random;
  getTokenLifetimeSeconds: () => number;
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
    if (isControlPath(target.segments)) return this.#dependencies.control.respond(request, target);
    return isTokenPath(target.segments) ? this.#handleToken(request, errors) : this.#handleApi(request, target, errors);
  }

  async #handleToken(request: IncomingMessage, errors: ErrorResponses): Promise<HttpResponse | NoResponse> {
    const { counters, faults, random, tokenEndpoint, getTokenLifetimeSeconds } = this.#dependencies;
    counters.tokenRequests += 1;
    const fault = consumeFault(faults, 'token', random);
    if (fault) counters.tokensFailed += 1;
    await this.#delay(faults.tokenLatencyMs);
    return applyFault(fault, errors) ?? tokenEndpoint.respond(request, getTokenLifetimeSeconds(), fault);
  }

  async #handleApi(
    request: IncomingMessage,
    target: RequestTarget,
    errors: ErrorResponses,
  ): Promise<HttpResponse | NoResponse> {
    const { counters, faults, random, issuer, api } = this.#dependencies;
    counters.apiRequests += 1;
    const fault = consumeFault(faults, 'api', random);
    await this.#delay(faults.apiLatencyMs);
    const failure = applyFault(fault, errors);
    if (failure) return failure;
    if (!isApiPath(target.segments)) return errors.create(404, 'The sandbox does not know this path.');

    const token = parseBearerToken(request.headers.authorization);
    const clientId = token === undefined ? undefined : await issuer.findClientId(token);
    if (clientId === undefined || fault?.kind === 'unauthorized') return this.#createUnauthorized(errors);
    return api.respond(request, target, clientId);
  }

  #createUnauthorized(errors: ErrorResponses): HttpResponse {
    const { counters, faults } = this.#dependencies;
    counters.apiUnauthorized += 1;
    const headers = faults.challenge === undefined ? {} : { 'WWW-Authenticate': faults.challenge };
    if (faults.unauthorizedBody === 'empty') return emptyResponse(401, headers);
    if (faults.unauthorizedBody === 'html') return textResponse(401, PROXY_PAGE, 'text/html', headers);
    return errors.create(401, 'The access token is missing, unknown, expired or revoked.', headers);
  }

  /** Does not keep the process alive. */
  async #delay(ms: number): Promise<void> {
    const { faults, random } = this.#dependencies;
    const total = faults.jitterMs > 0 ? ms + random.next() * faults.jitterMs : ms;
    if (total > 0) await sleep(total, undefined, { ref: false });
  }
}

/** What a proxy in front of the service may send. */
const PROXY_PAGE = '<!DOCTYPE html><html><body><h1>An injected fault of the sandbox</h1></body></html>';

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
    case 'unavailable':
    case 'too-many-requests': {
      const headers = { 'Retry-After': String(fault.retryAfterSeconds ?? 1) };
      return errors.create(fault.kind === 'unavailable' ? 503 : 429, 'An injected fault of the sandbox.', headers);
    }
    case 'redirect':
      return emptyResponse(307, { Location: fault.location ?? '/redirected' });
    case 'not-json':
      return textResponse(200, PROXY_PAGE, 'text/html');
    case 'empty':
      return emptyResponse();
    default:
      return undefined;
  }
}

/** Opens the port. @returns The port. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(describeListenError(error, port, host), { cause: error }));
    });
    server.listen(port, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function describeListenError(error: NodeJS.ErrnoException, port: number, host: string): string {
  if (error.code === 'EADDRINUSE') {
    return `AsposeSandbox: port ${port} of ${host} is in use. Choose another port, or 0 for any free port.`;
  }
  if (error.code === 'EACCES') {
    return `AsposeSandbox: this process may not open port ${port}. Choose a port above 1023.`;
  }
  return `AsposeSandbox: port ${port} of ${host} could not be opened: ${error.message}`;
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
