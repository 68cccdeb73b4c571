import { type Channel, channel } from 'node:diagnostics_channel';
import type { AsposeAuthEvent } from './events.js';

/** All `diagnostics_channel`s of the package that carry events. The payload is the event of the same row, as on `events$`. */
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

/** A caller waits for a token. Published on its own channel and not as an event, because a thousand callers may wait at once. */
export interface TokenAwaited {
  /** Name of the account. */
  readonly account: string;
  /** True if the caller joined a fetch in flight. */
  readonly joined: boolean;
}

/** Published with a {@link TokenAwaited}, in the async context of the caller that begins to wait. */
export const TOKEN_AWAITED: Channel = channel('aspose-auth:token.awaited');

/** A token fetch begins. */
export interface TokenFetchStarted {
  /** Name of the account. */
  readonly account: string;
}

/**
 * Published with a {@link TokenFetchStarted}, in the async context of the caller that starts the fetch. That caller does not wait if
 * it is a background refresh. The events of a fetch are reported outside of any caller's context (T-13).
 */
export const TOKEN_FETCH_STARTED: Channel = channel('aspose-auth:token.fetch-started');

/** A token fetch has settled. */
export interface TokenFetchSettled {
  /** Name of the account. */
  readonly account: string;
}

/**
 * Published with a {@link TokenFetchSettled} once for each fetch, after its event if it has one. Internal: it is how telemetry
 * learns of fetches that end without an event, because their account or application was closed.
 */
export const TOKEN_FETCH_SETTLED: Channel = channel('aspose-auth:token.fetch-settled');
