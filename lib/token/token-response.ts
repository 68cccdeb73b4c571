/** What came back from the token endpoint, before anybody has looked at it. */
export interface TokenHttpResponse {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** What a reply means. */
export type TokenResponse =
  | { readonly kind: 'granted'; readonly token: string; readonly expiresIn: unknown }
  | { readonly kind: 'rejected'; readonly status: number; readonly oauthError?: string }
  | { readonly kind: 'rate-limited'; readonly status: number; readonly retryAfterMs: number }
  | {
      readonly kind: 'unavailable';
      readonly status?: number;
      readonly reason: string;
      readonly retryAfterMs?: number;
    }
  | { readonly kind: 'invalid'; readonly status?: number; readonly reason: string; readonly oauthError?: string };

/** RFC 6750 §2.1 `b64token`: anything else could end the header early. */
const TOKEN = /^[\w\-.~+/]+=*$/;
/** RFC 6749 §5.2 `error`, kept short for a log. */
const ERROR_CODE = /^[\x20\x21\x23-\x5b\x5d-\x7e]{1,64}$/;

/** Assumed for a 429 that names no time: short enough to find out, long enough not to hammer. */
const UNNAMED_LIMIT_MS = 60_000;

type Members = Readonly<Record<string, unknown>>;

function membersOf(reply: TokenHttpResponse): Members | undefined {
  const type = reply.headers['content-type'];
  if (type !== undefined && !/^application\/([\w.-]+\+)?json\b/i.test(type)) return undefined;
  try {
    const members: unknown = JSON.parse(reply.body);
    return typeof members === 'object' && members !== null && !Array.isArray(members)
      ? (members as Members)
      : undefined;
  } catch {
    return undefined;
  }
}

function errorCodeOf(members: Members | undefined): string | undefined {
  return typeof members?.error === 'string' && ERROR_CODE.test(members.error) ? members.error : undefined;
}

/** RFC 6749 §5.1, read strictly. */
function readSuccess(members: Members | undefined): TokenResponse {
  const unusable = (reason: string): TokenResponse => ({ kind: 'invalid', status: 200, reason });
  if (members === undefined) return unusable('its body is not a JSON object');
  const { access_token: token, token_type: type, expires_in: expiresIn } = members;
  if (typeof token !== 'string' || token === '') return unusable('it holds no access_token');
  if (!TOKEN.test(token)) return unusable('its access_token has characters that no token may have');
  if (typeof type !== 'string') return unusable('it holds no token_type');
  if (type.toLowerCase() !== 'bearer') return unusable('its token_type is not Bearer');
  return { kind: 'granted', token, expiresIn };
}

function originOf(location: string | undefined): string {
  return location && URL.canParse(location) ? new URL(location).origin : 'an unnamed place';
}

/**
 * What a reply of the token endpoint means, RFC 6749 §5 read strictly.
 *
 * @param now Milliseconds since 1970, for a `Retry-After` that is a date in a reply that has none of its own.
 */
export function parseTokenResponse(reply: TokenHttpResponse, now: number): TokenResponse {
  const { status, headers } = reply;
  const serverNow = Date.parse(headers.date ?? '');
  const wait = parseRetryAfterMs(headers['retry-after'], Number.isNaN(serverNow) ? now : serverNow);
  if (status === 429) return { kind: 'rate-limited', status, retryAfterMs: wait ?? UNNAMED_LIMIT_MS };
  const later = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 408 || status >= 500) return { kind: 'unavailable', status, reason: `answered ${status}`, ...later };
  if (status >= 300 && status < 400) {
    return { kind: 'invalid', status, reason: `it redirects to ${originOf(headers.location)}` };
  }
  const members = membersOf(reply);
  const oauthError = errorCodeOf(members);
  const named = oauthError === undefined ? {} : { oauthError };
  const isRefusal = status === 400 || status === 401 || oauthError !== undefined;
  if (status >= 400 && isRefusal) return { kind: 'rejected', status, ...named };
  if (status === 200 && members && 'error' in members) {
    return oauthError
      ? { kind: 'rejected', status, oauthError }
      : { kind: 'invalid', status, reason: 'it holds an error' };
  }
  if (status === 200) return readSuccess(members);
  return { kind: 'invalid', status, reason: `it answered ${status}` };
}

/** A server that asks for more than this is taken to mean this. */
const LONGEST_MS = 24 * 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks for (RFC 9110 §10.2.3): seconds or a date.
 *
 * @param now Milliseconds since 1970, to compare a date with.
 * @returns `undefined` where the header is missing or makes no sense.
 */
export function parseRetryAfterMs(header: string | undefined, now: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1_000, LONGEST_MS);
  const date = /^[A-Za-z]{3,9},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.min(Math.max(date - now, 0), LONGEST_MS);
}
