import { type JwtClaims, readJwtClaims } from '../../token/access-token.js';
import type { TokenGrant } from '../../token/token-grant.js';
import type { TokenHttpResponse } from '../../token/token-response.js';
import type { CheckResult } from './check-result.js';
import { formatDuration, formatTime } from './format.js';

/** Reports lifetime and claims of a token that was granted, never the token itself. */
export function checkToken(grant: TokenGrant, response: TokenHttpResponse, sentAt: number): CheckResult[] {
  return [checkLifetime(grant, response, sentAt), checkClaims(readJwtClaims(grant.value))];
}

/** Reports the lifetime, and warns if it is zero. */
export function checkLifetime({ lifetimeMs }: TokenGrant, { body }: TokenHttpResponse, sentAt: number): CheckResult {
  const check = 'lifetime';
  if (lifetimeMs === 0) {
    return {
      check,
      status: 'warn',
      text: 'the token expires at once (expires_in), so every call requests another one',
      fix: 'report it to the operator of the token endpoint',
      details: { lifetimeMs },
    };
  }
  const expiresAt = sentAt + lifetimeMs;
  const duration = formatDuration(lifetimeMs, roundToTenth);
  const hasExpiresIn = /"expires_in"\s*:\s*(?!null)/.test(body);
  const source = hasExpiresIn ? '' : '. The response itself has no expires_in';
  const text = `${duration}, until ${formatTime(expiresAt)}${source}`;
  return { check, status: 'ok', text, details: { lifetimeMs, expiresAt: new Date(expiresAt).toISOString() } };
}

/** Reports issuer, audience, scope and validity of a JWT. Other claims may be private and are omitted. */
export function checkClaims(claims: JwtClaims | undefined): CheckResult {
  const check = 'claims';
  if (claims === undefined) {
    return { check, status: 'ok', text: 'none: the token is not a JWT', details: { claims: null } };
  }
  const { iss, aud, scope, nbf, exp } = claims;
  const publicClaims = { iss, aud, scope, nbf, exp };
  const parts = Object.entries<unknown>(publicClaims)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name} ${formatClaim(value)}`);
  const text = parts.length === 0 ? 'none of iss, aud, scope, nbf, exp' : parts.join('; ');
  return { check, status: 'ok', text, details: { claims: publicClaims } };
}

function formatClaim(value: unknown): string {
  if (typeof value !== 'number') return Array.isArray(value) ? value.join(', ') : String(value);
  const ms = value * 1_000;
  return Number.isNaN(new Date(ms).getTime()) ? String(value) : formatTime(ms);
}

function roundToTenth(value: number): number {
  return Math.round(value * 10) / 10;
}
