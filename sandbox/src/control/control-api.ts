import type { IncomingMessage } from 'node:http';
import type { SandboxCounters } from '../counters.js';
import type { SandboxFaults } from '../faults.js';
import { ApiError } from '../http/error-response.js';
import { type RequestTarget, readBody } from '../http/request.js';
import { emptyResponse, type HttpResponse, jsonResponse } from '../http/response.js';
import { isLoopback, type SandboxClient } from '../options.js';
import { applyFaults, parseChange, type SandboxChange } from './settings.js';

const MAX_BODY_BYTES = 64 * 1024;

export function isControlPath(segments: readonly string[]): boolean {
  return segments[0]?.toLowerCase() === 'sandbox';
}

/** What the control requests do to the sandbox. */
export interface ControlTarget {
  readonly url: string;
  readonly counters: SandboxCounters;
  readonly faults: SandboxFaults;
  tokenLifetimeSeconds: number;
  quota: number | undefined;
  revokeAll(): void;
  rotateSecret(clientId?: string): string;
  lockOut(clientId?: string): void;
  clearLockouts(): void;
  reset(): void;
}

/** Controls the sandbox over HTTP, for tests in other processes and other languages. It needs no token. */
export class ControlApi {
  readonly #target: ControlTarget;
  readonly #getClients: () => SandboxClient[];
  readonly #isExposed: boolean;

  /** @param isExposed - True if the sandbox may be reached by other names than those of this machine. */
  constructor(target: ControlTarget, getClients: () => SandboxClient[], isExposed: boolean) {
    this.#target = target;
    this.#getClients = getClients;
    this.#isExposed = isExposed;
  }

  async respond(request: IncomingMessage, { segments }: RequestTarget): Promise<HttpResponse> {
    this.#rejectBrowsers(request);
    const [, action, ...rest] = segments.map((segment) => segment.toLowerCase());
    const body = await readJson(request);
    if (rest.length > 0) throw createUnknown();
    if (action !== undefined) return this.#act(request, action, body);
    if (request.method === 'PATCH') this.#change(parseChange(body));
    else if (request.method !== 'GET') throw new ApiError(405, 'Use GET or PATCH for /sandbox.');
    return jsonResponse(200, this.#describe());
  }

  /** A web page must not control the sandbox, neither by its address nor by a name that it points to it. */
  #rejectBrowsers({ headers }: IncomingMessage): void {
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    if (headers.origin !== undefined || !(this.#isExposed || isLoopback(host))) {
      throw new ApiError(403, 'Web pages may not control the sandbox.');
    }
  }

  #act(request: IncomingMessage, action: string, body: unknown): HttpResponse {
    const target = this.#target;
    const actions: Record<string, () => unknown> = {
      'revoke-tokens': () => target.revokeAll(),
      'rotate-secret': () => ({ clientSecret: target.rotateSecret(this.#getClientId(body)) }),
      'lock-out': () => target.lockOut(this.#getClientId(body)),
      'clear-lockouts': () => target.clearLockouts(),
      reset: () => target.reset(),
    };
    const run = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (!run) throw createUnknown();
    if (request.method !== 'POST') throw new ApiError(405, `Use POST for /sandbox/${action}.`);
    const result = run();
    return result === undefined ? emptyResponse(204) : jsonResponse(200, result);
  }

  /** @returns The client of the body, or undefined for the first one. */
  #getClientId(body: unknown): string | undefined {
    const { clientId } = body as { clientId?: unknown };
    if (clientId === undefined) return undefined;
    if (this.#getClients().some((client) => client.clientId === clientId)) return clientId as string;
    throw new ApiError(404, 'The sandbox has no client with this clientId.');
  }

  #change({ tokenLifetimeSeconds, quota, faults }: SandboxChange): void {
    if (tokenLifetimeSeconds !== undefined) this.#target.tokenLifetimeSeconds = tokenLifetimeSeconds;
    if (quota !== undefined) this.#target.quota = quota ?? undefined;
    if (faults) applyFaults(this.#target.faults, faults);
  }

  #describe() {
    const { url, counters, faults, tokenLifetimeSeconds, quota } = this.#target;
    return { url, clients: this.#getClients(), tokenLifetimeSeconds, quota: quota ?? null, faults, counters };
  }
}

function createUnknown(): ApiError {
  return new ApiError(404, 'The sandbox has no such control request.');
}

/** Reads the body of a control request. An empty one counts as `{}`. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = (await readBody(request, MAX_BODY_BYTES)).bytes().toString('utf8');
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // reported below
  }
  throw new ApiError(400, 'The body is not a JSON object.');
}
