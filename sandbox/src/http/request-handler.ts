import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiFault, type SandboxCounters, type SandboxFaults, type TokenFault, takeFault } from '../faults.js';
import { isTokenPath, type TokenEndpoint } from '../oauth/token-endpoint.js';
import { bearerTokenOf, type TokenMint } from '../oauth/token-issuer.js';
import { isApiPath, type WordsApi } from '../words/words-api.js';
import { type ErrorReplies, errorReplies } from './error-response.js';
import { ClientGone, discardBody, parseTarget, type Target } from './request.js';
import { empty, type Reply, send } from './response.js';

interface FrontDeskParts {
  counters: SandboxCounters;
  faults: SandboxFaults;
  mint: TokenMint;
  tokens: TokenEndpoint;
  api: WordsApi;
  tokenLifetimeSeconds: () => number;
  url: () => string;
}

/** What becomes of a request that gets no answer. */
type NoReply = 'hang' | 'reset';

/** Takes every request, counts it, injects the faults that are switched on, and has it answered. */
export class FrontDesk {
  readonly #parts: FrontDeskParts;

  constructor(parts: FrontDeskParts) {
    this.#parts = parts;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined); // the client is gone; nothing to tell it
    const target = parseTarget(request.url ?? '/');
    const errors = errorReplies(target.segments[1]);
    const reply = await this.#decide(request, target, errors).catch((error: unknown) =>
      error instanceof ClientGone ? ('reset' as const) : errors.of(error),
    );
    if (reply === 'reset') request.socket.destroy();
    else if (reply !== 'hang') send(request, response, reply);
    discardBody(request);
  }

  #decide(request: IncomingMessage, target: Target, errors: ErrorReplies): Promise<Reply | NoReply> {
    return isTokenPath(target.segments) ? this.#token(request, errors) : this.#api(request, target, errors);
  }

  async #token(request: IncomingMessage, errors: ErrorReplies): Promise<Reply | NoReply> {
    const { counters, faults, tokens, tokenLifetimeSeconds } = this.#parts;
    counters.tokenRequests += 1;
    const fault = takeFault(faults, 'token');
    if (fault) counters.tokensFailed += 1;
    await delay(faults.tokenLatencyMs);
    return faultReply(fault, errors) ?? tokens.answer(request, tokenLifetimeSeconds(), fault);
  }

  async #api(request: IncomingMessage, target: Target, errors: ErrorReplies): Promise<Reply | NoReply> {
    const { counters, faults, mint, api, url } = this.#parts;
    counters.apiRequests += 1;
    const fault = takeFault(faults, 'api');
    await delay(faults.apiLatencyMs);
    const failed = faultReply(fault, errors);
    if (failed) return failed;
    if (!isApiPath(target.segments)) return errors.error(404, 'The sandbox does not know this path.');

    const token = bearerTokenOf(request.headers.authorization);
    const clientId = token === undefined ? undefined : await mint.clientIdOf(token);
    if (clientId === undefined || fault?.kind === 'unauthorized') return this.#unauthorized(errors);
    return api.answer(request, target, clientId, url());
  }

  #unauthorized(errors: ErrorReplies): Reply {
    const { counters, faults } = this.#parts;
    counters.apiUnauthorized += 1;
    const headers = faults.challenge === undefined ? {} : { 'WWW-Authenticate': faults.challenge };
    if (faults.unauthorizedBody === 'empty') return empty(401, headers);
    return errors.error(401, 'The access token is missing, unknown, expired or revoked.', headers);
  }
}

function faultReply(fault: TokenFault | ApiFault | undefined, errors: ErrorReplies): Reply | NoReply | undefined {
  switch (fault?.kind) {
    case 'hang':
    case 'reset':
      return fault.kind;
    case 'server-error':
      return errors.error(500, 'A fault the sandbox was told to make.');
    case 'unavailable': {
      const headers = { 'Retry-After': String(fault.retryAfterSeconds ?? 1) };
      return errors.error(503, 'A fault the sandbox was told to make.', headers);
    }
    default:
      return undefined;
  }
}

/** Keeps no process alive. */
async function delay(ms: number): Promise<void> {
  if (ms > 0) await sleep(ms, undefined, { ref: false });
}

/** Opens the port on 127.0.0.1, and nowhere else. Resolves to the port. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(describe(error, port), { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Closes the port and cuts every connection, answered or not. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function describe(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `AsposeSandbox: port ${port} of 127.0.0.1 is in use. Choose another one, or 0 for any free port.`;
  }
  if (error.code === 'EACCES') return `AsposeSandbox: this process may not open port ${port}. Choose one above 1023.`;
  return `AsposeSandbox could not open port ${port} of 127.0.0.1: ${error.message}`;
}
