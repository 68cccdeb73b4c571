import type { TokenLife } from '../../../src/desk/wire.js';
import { spanOf, timeOf } from '../words.js';

/** Where a token stands at a moment; the desk tells it only when something happens. */
export type Standing = 'none' | 'fresh' | 'refresh-due' | 'expiring';

export function standingOf({ expiresAt, waitAt = 0, refreshAt = 0 }: TokenLife, now: number): Standing {
  if (expiresAt === undefined || now >= expiresAt) return 'none';
  if (now >= waitAt) return 'expiring';
  return now >= refreshAt ? 'refresh-due' : 'fresh';
}

/** A sentence about the token, without the seconds that pass: screen readers read each change. */
export function statusOf(token: TokenLife, now: number): string {
  const standing = standingOf(token, now);
  const { requesting, lastError } = token;
  switch (standing) {
    case 'none':
      if (requesting) return 'A token is on its way.';
      return lastError ? `No token is held. ${lastError.message}` : 'No token is held; the next call asks for one.';
    case 'fresh':
      return 'A token is held, and every call uses it.';
    case 'refresh-due':
      if (requesting) return 'Calls go on with the old token while a new one is on its way.';
      if (lastError) return 'The token could not be renewed yet. Calls go on with the old one.';
      return 'The next call renews the token in the background, and does not wait.';
    case 'expiring':
      return requesting ? 'The token is about to end; calls wait for the next one.' : 'The token is about to end.';
  }
}

/** The bar in words. */
export function describeLife(token: TokenLife): string {
  const { acquiredAt, refreshAt, waitAt, expiresAt } = token;
  if (!acquiredAt || !refreshAt || !waitAt || !expiresAt) return 'No token is held.';
  return (
    `A token that lives ${spanOf(expiresAt - acquiredAt)}, asked for at ${timeOf(acquiredAt)}. It is renewed in the ` +
    `background from ${timeOf(refreshAt)}, calls wait from ${timeOf(waitAt)}, and it ends at ${timeOf(expiresAt)}.`
  );
}
