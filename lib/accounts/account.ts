import type { AccountSettings } from '../config/settings.js';
import type { AsposeTokenStore } from '../config/token-store.js';
import { createReporter, type Reporter } from '../observe/reporter.js';
import { shareThrough } from '../store/share-through.js';
import { storeLog } from '../store/store-log.js';
import { AsposeTokenService } from '../token/aspose-token.service.js';
import type { Clock } from '../token/clock.js';
import { TokenCycle } from '../token/token-cycle.js';
import { tokenEndpoint } from '../token/token-endpoint.js';

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
