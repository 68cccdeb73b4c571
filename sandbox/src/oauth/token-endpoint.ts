import type { IncomingMessage } from 'node:http';
import type { SandboxCounters, TokenFault } from '../faults.js';
import { readBody } from '../http/request.js';
import { json, type Reply } from '../http/response.js';
import type { ClientRegistry } from '../options.js';
import { LOCKOUT_SECONDS, type Lockout } from './lockout.js';
import type { TokenMint } from './token-issuer.js';

const TOKEN_PATHS = new Set(['connect/token', 'v4.0/words/connect/token', 'v4.0/cells/connect/token']);
const MAX_FORM_BYTES = 64 * 1024;
const NO_STORE = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

export function isTokenPath(segments: readonly string[]): boolean {
  return TOKEN_PATHS.has(segments.join('/').toLowerCase());
}

/** Grants tokens to the sandbox's own clients. */
export class TokenEndpoint {
  readonly #parts: { clients: ClientRegistry; mint: TokenMint; lockout: Lockout; counters: SandboxCounters };

  constructor(parts: { clients: ClientRegistry; mint: TokenMint; lockout: Lockout; counters: SandboxCounters }) {
    this.#parts = parts;
  }

  async answer(request: IncomingMessage, lifetimeSeconds: number, fault: TokenFault | undefined): Promise<Reply> {
    if (request.method !== 'POST') return this.#refuse('invalid_request');
    const form = (await readBody(request, MAX_FORM_BYTES)).bytes().toString('utf8');
    const { grantType, clientId, clientSecret } = parseTokenRequest(form, request.headers.authorization);
    if (clientId === undefined || clientSecret === undefined) return this.#refuse('invalid_client');

    const { clients, mint, lockout, counters } = this.#parts;
    if (lockout.isLocked(clientId, clientSecret)) {
      counters.tokensLimited += 1;
      return json(429, { error: 'too_many_requests' }, { ...NO_STORE, 'Retry-After': String(LOCKOUT_SECONDS) });
    }
    const client = clients.authenticate(clientId, clientSecret);
    if (!client || grantType !== 'client_credentials') {
      lockout.recordFailure(clientId, clientSecret);
      return this.#refuse(client ? 'unsupported_grant_type' : 'invalid_client');
    }
    lockout.recordSuccess(clientId, clientSecret);
    if (fault?.kind === 'no-access-token') return json(200, { token_type: 'Bearer' }, NO_STORE);

    counters.tokensGranted += 1;
    const access_token = await mint.mint(client, lifetimeSeconds);
    const expires_in = fault?.kind === 'no-expires-in' ? undefined : lifetimeSeconds;
    return json(200, { access_token, expires_in, token_type: 'Bearer' }, NO_STORE);
  }

  #refuse(error: string): Reply {
    this.#parts.counters.tokensRefused += 1;
    return json(400, { error }, NO_STORE);
  }
}

/** What a token request asks for, once parsed. Absent values are undefined. */
export interface TokenRequest {
  grantType: string | undefined;
  clientId: string | undefined;
  clientSecret: string | undefined;
}

/** Reads the form, and HTTP Basic client authentication, which wins over the form (RFC 6749 §2.3.1). */
export function parseTokenRequest(form: string, authorization: string | undefined): TokenRequest {
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
  return { clientId: formDecode(pair.slice(0, colon)), clientSecret: formDecode(pair.slice(colon + 1)) };
}

/** Both halves are form-encoded before they are joined: the RFC says so, and the service's kind of server undoes it. */
function formDecode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return value;
  }
}
