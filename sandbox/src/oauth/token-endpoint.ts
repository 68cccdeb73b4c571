import type { IncomingMessage } from 'node:http';
import type { ClientRegistry } from '../clients.js';
import type { SandboxCounters } from '../counters.js';
import type { TokenFault } from '../faults.js';
import { readBody } from '../http/request.js';
import { type HttpResponse, jsonResponse } from '../http/response.js';
import { LOCKOUT_SECONDS, type Lockout } from './lockout.js';
import type { TokenIssuer } from './token-issuer.js';

const TOKEN_PATHS = new Set(['connect/token', 'v4.0/words/connect/token', 'v4.0/cells/connect/token']);
const MAX_FORM_BYTES = 64 * 1024;
const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

export function isTokenPath(segments: readonly string[]): boolean {
  return TOKEN_PATHS.has(segments.join('/').toLowerCase());
}

interface TokenEndpointDependencies {
  clients: ClientRegistry;
  issuer: TokenIssuer;
  lockout: Lockout;
  counters: SandboxCounters;
}

/** Issues tokens to the clients of the sandbox (RFC 6749 §4.4). */
export class TokenEndpoint {
  readonly #dependencies: TokenEndpointDependencies;

  constructor(dependencies: TokenEndpointDependencies) {
    this.#dependencies = dependencies;
  }

  async respond(
    request: IncomingMessage,
    lifetimeSeconds: number,
    fault: TokenFault | undefined,
  ): Promise<HttpResponse> {
    if (request.method !== 'POST') return this.#reject('invalid_request');
    const form = (await readBody(request, MAX_FORM_BYTES)).bytes().toString('utf8');
    const { grantType, clientId, clientSecret } = parseTokenRequest(form, request.headers.authorization);
    if (clientId === undefined || clientSecret === undefined) return this.#reject('invalid_client');

    const { clients, issuer, lockout, counters } = this.#dependencies;
    if (lockout.isLocked(clientId, clientSecret)) {
      counters.tokensLimited += 1;
      const headers = { ...NO_STORE, 'Retry-After': String(LOCKOUT_SECONDS) };
      return jsonResponse(429, { error: 'too_many_requests' }, headers);
    }
    const client = clients.authenticate(clientId, clientSecret);
    if (!client || grantType !== 'client_credentials') {
      lockout.recordFailure(clientId, clientSecret);
      return this.#reject(client ? 'unsupported_grant_type' : 'invalid_client');
    }
    lockout.recordSuccess(clientId, clientSecret);
    if (fault?.kind === 'invalid-client') return this.#reject('invalid_client');
    if (fault?.kind === 'no-access-token') return jsonResponse(200, { token_type: 'Bearer' }, NO_STORE);

    counters.tokensGranted += 1;
    const access_token = await issuer.issue(client, lifetimeSeconds, fault?.kind !== 'dead-token');
    const token_type = fault?.kind === 'lower-case-type' ? 'bearer' : 'Bearer';
    return jsonResponse(200, { access_token, expires_in: getExpiresIn(lifetimeSeconds, fault), token_type }, NO_STORE);
  }

  #reject(error: string): HttpResponse {
    this.#dependencies.counters.tokensRejected += 1;
    return jsonResponse(400, { error }, NO_STORE);
  }
}

function getExpiresIn(lifetimeSeconds: number, fault: TokenFault | undefined): number | string | undefined {
  if (fault?.kind === 'no-expires-in') return undefined;
  return fault?.kind === 'text-expires-in' ? String(lifetimeSeconds) : lifetimeSeconds;
}

/** A parsed token request. Missing values are undefined. */
interface TokenRequest {
  grantType: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/** Reads the form and HTTP Basic client authentication, which takes precedence (RFC 6749 §2.3.1). */
function parseTokenRequest(form: string, authorization: string | undefined): TokenRequest {
  const fields = new URLSearchParams(form);
  const basic = parseBasic(authorization);
  return {
    grantType: fields.get('grant_type') ?? undefined,
    clientId: basic?.clientId ?? fields.get('client_id') ?? undefined,
    clientSecret: basic?.clientSecret ?? fields.get('client_secret') ?? undefined,
  };
}

function parseBasic(authorization: string | undefined): { clientId: string; clientSecret: string } | undefined {
  const [, encoded] = /^basic +([\w+/=-]+)$/i.exec(authorization ?? '') ?? [];
  if (encoded === undefined) return undefined;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return undefined;
  return { clientId: decodeForm(pair.slice(0, colon)), clientSecret: decodeForm(pair.slice(colon + 1)) };
}

/** Id and secret are form-encoded before they are joined, as RFC 6749 §2.3.1 requires. */
function decodeForm(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
