import { type JwtClaims, readJwtClaims } from '../../token/access-token.js';
import { getLifetimeMs } from '../../token/token-grant.js';
import type { TokenResponse } from '../../token/token-response.js';
import type { Finding } from './check-result.js';

function words(ms: number): string {
  const [size, unit] = ms >= 7_200_000 ? [3_600_000, 'h'] : ms >= 120_000 ? [60_000, 'min'] : [1_000, 's'];
  return `${Math.round((ms / size) * 10) / 10} ${unit}`;
}

/** How long the token lives. */
export function judgeLife({ token, expiresIn }: TokenResponse & { kind: 'granted' }, sentAt: number): Finding {
  const check = 'lifetime';
  const lifetimeMs = getLifetimeMs(expiresIn, token);
  if (lifetimeMs === 0) {
    const text = 'the answer says that the token has no life (expires_in), so that each call asks for another';
    return {
      check,
      status: 'warn',
      text,
      fix: 'report it to whoever runs the token endpoint',
      details: { lifetimeMs },
    };
  }
  const expiresAt = new Date(sentAt + lifetimeMs).toISOString();
  const source = expiresIn === undefined || expiresIn === null ? ', though the answer itself does not say' : '';
  const text = `${words(lifetimeMs)}, until ${expiresAt.slice(0, 19)}Z${source}`;
  return { check, status: 'ok', text, details: { lifetimeMs, expiresAt } };
}

const listed = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value));
const dated = (seconds: number) => {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? String(seconds) : `${date.toISOString().slice(0, 19)}Z`;
};

/** What the token says of itself: whose, for whom, for what, from when to when. Nothing else of it is shown. */
export function judgeClaims(claims: JwtClaims | undefined): Finding {
  const check = 'claims';
  if (claims === undefined)
    return { check, status: 'ok', text: 'none: the token is no JWT', details: { claims: null } };
  const { iss, aud, scope, nbf, exp } = claims;
  const shown = { iss, aud, scope, nbf, exp };
  const parts = Object.entries<unknown>(shown)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? dated(value) : listed(value)}`);
  return {
    check,
    status: 'ok',
    text: parts.length === 0 ? 'none of interest' : parts.join('; '),
    details: { claims: shown },
  };
}

/** All that is said about a token that was granted. */
export function describeGrant(answer: TokenResponse & { kind: 'granted' }, sentAt: number): Finding[] {
  return [judgeLife(answer, sentAt), judgeClaims(readJwtClaims(answer.token))];
}
