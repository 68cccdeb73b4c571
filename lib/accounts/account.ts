import { createEventReporter, type EventReporter } from '../events/event-reporter.js';
import type { AccountSettings } from '../options/settings.js';
import type { AsposeTokenStore } from '../options/token-store.js';
import { createStoreReporter, createTokenSharing } from '../store/token-sharing.js';
import { AsposeTokenService } from '../token/aspose-token.service.js';
import { TokenClient } from '../token/token-client.js';
import { createTokenTransport, type TokenTransport } from '../token/token-endpoint.js';
import { TokenManager } from '../token/token-manager.js';
import type { Clock } from '../util/clock.js';

/** One account at run time: its settings, its tokens, and where its events go. */
export interface Account {
  readonly settings: AccountSettings;
  readonly manager: TokenManager;
  readonly tokens: AsposeTokenService;
  readonly reporter: EventReporter;
}

/** What accounts need from outside. */
export interface AccountDependencies {
  readonly clock: Clock;
  /** From 0 up to 1. Default `Math.random`. */
  readonly random?: () => number;
  /** Where processes share tokens. Default: each process requests its own. */
  readonly store?: AsposeTokenStore | undefined;
  /** Managers that are fetching a token. Default: a set of its own. */
  readonly fetching?: Set<TokenManager>;
  /** Sends token requests. Default: to the account's token endpoint. */
  readonly transport?: TokenTransport;
}

/** Creates an account. Nothing is sent until a caller needs a token. */
export function createAccount(settings: AccountSettings, dependencies: AccountDependencies): Account {
  const { clock, random = Math.random, store, fetching = new Set() } = dependencies;
  const { transport = createTokenTransport(settings) } = dependencies;
  const reporter = createEventReporter();
  const onStoreResult = createStoreReporter(settings, clock, reporter);
  const source = store && createTokenSharing(store, settings, { clock, random, onStoreResult });
  const client = new TokenClient(settings, { clock, random, transport, source });
  const manager = new TokenManager(client, { clock, random, reporter, fetching });
  return { settings, manager, tokens: new AsposeTokenService(manager, reporter.events$), reporter };
}
