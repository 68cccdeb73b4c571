import type { TokenSnapshot, TokenStatus } from '../../../src/desk/protocol.js';
import { formatDuration, formatTime } from '../format.js';

/** Computes the status at a time, because the server sends updates only when something happens. */
export function getStatus({ expiresAt, waitAt = 0, refreshAt = 0 }: TokenSnapshot, now: number): TokenStatus {
  if (expiresAt === undefined || now >= expiresAt) return 'none';
  if (now >= waitAt) return 'expiring';
  return now >= refreshAt ? 'refresh-due' : 'fresh';
}

/** Describes the status in a sentence. It has no remaining time, because screen readers announce each change. */
export function describeStatus(token: TokenSnapshot, now: number): string {
  const { requesting, lastError } = token;
  switch (getStatus(token, now)) {
    case 'none':
      if (requesting) return 'Requesting a token…';
      return lastError ? `There is no token. ${lastError.message}` : 'There is no token. The next call requests one.';
    case 'fresh':
      return 'All calls use the current token.';
    case 'refresh-due':
      if (requesting) return 'Requesting a new token. Calls continue with the current one.';
      if (lastError) return 'The token could not be renewed yet. Calls continue with the current one.';
      return 'The next call renews the token in the background, without waiting.';
    case 'expiring':
      return requesting
        ? 'The token is about to expire. Calls wait for the next one.'
        : 'The token is about to expire.';
  }
}

/** Describes the bar in words, for screen readers. */
export function describeLifetime(token: TokenSnapshot): string {
  const { acquiredAt, refreshAt, waitAt, expiresAt } = token;
  if (!acquiredAt || !refreshAt || !waitAt || !expiresAt) return 'There is no token.';
  return (
    `Token with a lifetime of ${formatDuration(expiresAt - acquiredAt)}, requested at ${formatTime(acquiredAt)}. ` +
    `It is renewed in the background from ${formatTime(refreshAt)}, calls wait from ${formatTime(waitAt)}, ` +
    `and it expires at ${formatTime(expiresAt)}.`
  );
}
