import { getLifetimeMs, type TokenGrant } from './token-grant.js';

/** The HTTP response of the token endpoint, not interpreted yet. */
export interface TokenHttpResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** The outcome of one token request: a grant (RFC 6749 §5.1), or why there is none. */
export type TokenResponse = { readonly kind: 'granted'; readonly grant: TokenGrant } | TokenErrorResponse;

/**
 * A token request that brought no token.
 *
 * - `rejected`: the endpoint does not accept the credentials, or what they ask for (RFC 6749 §5.2). `concerns` says whether it
 *   would reject every account with these credentials, or only this account's scope, resource or parameters.
 * - `rate-limited`: 429. Aspose Cloud sends it while it locks out a credential pair.
 * - `unavailable`: no response, 408, 5xx, a server error as OAuth error code, or a proxy's 407.
 * - `invalid`: a response that no token endpoint gives.
 */
export type TokenErrorResponse =
  | {
      readonly kind: 'rejected';
      readonly status: number;
      readonly concerns: 'credentials' | 'account';
      readonly oauthError?: string;
    }
  | { readonly kind: 'rate-limited'; readonly status: number; readonly retryAfterMs: number }
  | {
      readonly kind: 'unavailable';
      readonly status?: number;
      readonly reason: string;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'invalid'; readonly status?: number; readonly reason: string };

/** When a token request was sent and its response received, in milliseconds of `Clock.elapsed()`. */
export interface RequestTiming {
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** RFC 6750 §2.1 `b64token`. Any other character could end the header early. */
const TOKEN = /^[\w\-.~+/]+=*$/;
/**
 * Registered OAuth error codes (RFC 6749 §4.1.2.1 and §5.2, RFC 8707, RFC 8693, RFC 9449), and whom they concern. Others are
 * ignored: an endpoint may echo anything in `error`, even the secret.
 */
const ERROR_CODES: ReadonlyMap<unknown, 'credentials' | 'account' | 'server'> = new Map([
  ['invalid_client', 'credentials'],
  ['unauthorized_client', 'credentials'],
  ['invalid_grant', 'credentials'],
  ['access_denied', 'credentials'],
  ['invalid_request', 'account'],
  ['invalid_scope', 'account'],
  ['invalid_target', 'account'],
  ['unsupported_grant_type', 'account'],
  ['invalid_dpop_proof', 'account'],
  ['use_dpop_nonce', 'account'],
  ['server_error', 'server'],
  ['temporarily_unavailable', 'server'],
] as const);
/** Assumed for a 429 without `Retry-After`: short enough to notice the end, long enough not to hammer. */
const DEFAULT_RATE_LIMIT_MS = 60_000;

/** Interprets a response of the token endpoint strictly by RFC 6749 §5. */
export function parseTokenResponse(response: TokenHttpResponse, timing: RequestTiming): TokenResponse {
  const { status, headers } = response;
  // A date counts only with the server's own time: a wrong clock of this process would make others wait, too (F-5).
  const wait = parseRetryAfterMs(headers['retry-after'], Date.parse(headers.date ?? ''));
  if (status === 429) return { kind: 'rate-limited', status, retryAfterMs: wait ?? DEFAULT_RATE_LIMIT_MS };
  const retryAfter = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 408 || status >= 500) {
    return { kind: 'unavailable', status, reason: `answered ${status}`, ...retryAfter };
  }
  if (status === 407) return { kind: 'unavailable', status, reason: 'the proxy requires credentials (407)' };
  if (status >= 300 && status < 400) {
    return { kind: 'invalid', status, reason: `it redirects to ${describeOrigin(headers.location)}` };
  }
  const body = parseBody(response);
  const concerns = ERROR_CODES.get(body?.error);
  if (concerns === 'server') return { kind: 'unavailable', status, reason: `answered ${status}`, ...retryAfter };
  const oauthError = concerns && { oauthError: String(body?.error) };
  if (status === 400 || status === 401 || (concerns && (status === 403 || status === 200))) {
    return { kind: 'rejected', status, concerns: concerns ?? 'credentials', ...oauthError };
  }
  if (status === 200 && body && 'error' in body) return { kind: 'invalid', status, reason: 'it holds an error' };
  if (status === 200) return parseGrant(body, timing);
  return { kind: 'invalid', status, reason: `it answered ${status}` };
}

/** RFC 6749 §5.1, read strictly. */
function parseGrant(body: JsonObject | undefined, { sentAt, receivedAt }: RequestTiming): TokenResponse {
  const invalid = (reason: string): TokenResponse => ({ kind: 'invalid', status: 200, reason });
  if (body === undefined) return invalid('its body is not a JSON object');
  const { access_token: value, token_type: type, expires_in: expiresIn } = body;
  if (typeof value !== 'string' || value === '') return invalid('it holds no access_token');
  if (!TOKEN.test(value)) return invalid('its access_token has characters that no token may have');
  if (typeof type !== 'string') return invalid('it holds no token_type');
  if (type.toLowerCase() !== 'bearer') return invalid('its token_type is not Bearer');
  const lifetimeMs = getLifetimeMs(expiresIn, value);
  return { kind: 'granted', grant: { value, sentAt, latencyMs: receivedAt - sentAt, lifetimeMs } };
}

type JsonObject = Readonly<Record<string, unknown>>;

function parseBody({ headers, body }: TokenHttpResponse): JsonObject | undefined {
  const type = headers['content-type'];
  if (type !== undefined && !/^application\/([\w.-]+\+)?json\b/i.test(type)) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as JsonObject;
  } catch {
    // not JSON
  }
  return undefined;
}

function describeOrigin(location: string | undefined): string {
  return location && URL.canParse(location) ? new URL(location).origin : 'an unnamed place';
}

/** Upper bound of what is added to a `Retry-After`. */
const MAX_ADDED_WAIT_MS = 60_000;

/**
 * Adds up to as much again to the wait that a response asks for. Otherwise all processes that an overloaded endpoint has turned away
 * would come back at the same moment, and be turned away again.
 *
 * @param random From 0 up to 1.
 */
export function addJitter(response: TokenResponse, random: () => number): TokenResponse {
  if (!('retryAfterMs' in response) || response.retryAfterMs === undefined) return response;
  const { retryAfterMs } = response;
  return { ...response, retryAfterMs: retryAfterMs + random() * Math.min(retryAfterMs, MAX_ADDED_WAIT_MS) };
}

/** A server that asks for a longer wait is taken to mean this. */
const MAX_RETRY_AFTER_MS = 24 * 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3): a number of seconds or a date.
 *
 * @param now Milliseconds since 1970 by the clock that the date is compared with; `NaN` if it is unknown.
 * @returns `undefined` if the header is missing or cannot be read, or asks for no wait.
 */
export function parseRetryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : date - now;
  return wait > 0 ? Math.min(wait, MAX_RETRY_AFTER_MS) : undefined; // NaN included
}
