import { createReporter, type Reporter } from '../events/event-reporter.js';
import type { AccountSettings } from '../options/settings.js';
import type { AsposeTokenStore } from '../options/token-store.js';
import { shareThrough, storeLog } from '../store/token-sharing.js';
import { AsposeTokenService } from '../token/aspose-token.service.js';
import { tokenEndpoint } from '../token/token-endpoint.js';
import { TokenCycle } from '../token/token-manager.js';
import type { Clock } from '../util/clock.js';

/** One account at work: what it is configured to be, its tokens, and where its events go. */
export interface Account {
  readonly settings: AccountSettings;
  readonly cycle: TokenCycle;
  readonly tokens: AsposeTokenService;
  readonly reporter: Reporter;
}

/** Puts an account to work. Nothing is sent until somebody needs a token. */
export function openAccount(
  settings: AccountSettings,
  clock: Clock,
  random: () => number,
  store?: AsposeTokenStore,
): Account {
  const reporter = createReporter();
  const share =
    store && shareThrough(store, settings, { clock, random, noted: storeLog(store, settings, clock, reporter) });
  const tools = { clock, random, send: tokenEndpoint(settings), ...(share && { share }) };
  const cycle = new TokenCycle(settings, tools, reporter);
  return { settings, cycle, tokens: new AsposeTokenService(cycle, reporter.events$), reporter };
}
