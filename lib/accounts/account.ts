import { createEventReporter, type EventReporter } from '../events/event-reporter.js';
import type { AccountSettings } from '../options/settings.js';
import type { AsposeTokenStore } from '../options/token-store.js';
import { createStoreReporter, createTokenSharing } from '../store/token-sharing.js';
import { AsposeTokenService } from '../token/aspose-token.service.js';
import { createTokenTransport } from '../token/token-endpoint.js';
import { TokenManager } from '../token/token-manager.js';
import type { Clock } from '../util/clock.js';

/** One account at work: what it is configured to be, its tokens, and where its events go. */
export interface Account {
  readonly settings: AccountSettings;
  readonly manager: TokenManager;
  readonly tokens: AsposeTokenService;
  readonly reporter: EventReporter;
}

/** Puts an account to work. Nothing is sent until somebody needs a token. */
export function createAccount(
  settings: AccountSettings,
  clock: Clock,
  random: () => number,
  store?: AsposeTokenStore,
): Account {
  const reporter = createEventReporter();
  const share =
    store &&
    createTokenSharing(store, settings, {
      clock,
      random,
      onStoreResult: createStoreReporter(store, settings, clock, reporter),
    });
  const tools = { clock, random, send: createTokenTransport(settings), ...(share && { share }) };
  const manager = new TokenManager(settings, tools, reporter);
  return { settings, manager, tokens: new AsposeTokenService(manager, reporter.events$), reporter };
}
