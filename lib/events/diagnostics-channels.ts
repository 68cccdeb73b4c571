import { type Channel, channel } from 'node:diagnostics_channel';
import type { AsposeAuthEvent } from './events.js';

/** Every `diagnostics_channel` of the package. The payload is the event of the same row, as `events$` emits it. */
export const CHANNELS: Readonly<Record<AsposeAuthEvent['type'], Channel>> = {
  'token.requested': channel('aspose-auth:token.requested'),
  'token.acquired': channel('aspose-auth:token.acquired'),
  'token.failed': channel('aspose-auth:token.failed'),
  'token.rejected': channel('aspose-auth:token.rejected'),
  'request.unauthorized': channel('aspose-auth:request.unauthorized'),
  'request.replayed': channel('aspose-auth:request.replayed'),
  'request.replay-skipped': channel('aspose-auth:request.replay-skipped'),
  'store.failed': channel('aspose-auth:store.failed'),
  'store.recovered': channel('aspose-auth:store.recovered'),
};

/** A caller waits for a token. On a channel of its own and no event, because a thousand may wait at once. */
export interface TokenAwaited {
  /** Name of the account. */
  readonly account: string;
  /** True where a request was under way that it joined. */
  readonly joined: boolean;
}

/** Published in the async context of the caller that begins to wait, with a {@link TokenAwaited}. */
export const TOKEN_AWAITED: Channel = channel('aspose-auth:token.awaited');

/** A flight has ended. */
export interface TokenFetchSettled {
  /** Name of the account. */
  readonly account: string;
}

/**
 * Published once for each flight when it is over, after its event where it has one, with a {@link TokenFetchSettled}. Not for
 * applications: it is how telemetry hears of flights that end without an event, because the guard kept them on the ground, or
 * because their account or application is gone.
 */
export const TOKEN_FETCH_SETTLED: Channel = channel('aspose-auth:token.fetch-settled');
