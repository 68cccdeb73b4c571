import type { AccountSettings } from '../config/settings.js';
import type { AsposeTokenStore } from '../config/token-store.js';
import type { Reporter } from '../observe/reporter.js';
import type { Clock } from '../token/clock.js';

/** Longest part of a store's own message that is passed on. */
const MOST_CHARACTERS = 200;

/** Stores that have failed and not yet answered again; accounts that share one share the one warning. */
const failing = new WeakSet<AsposeTokenStore>();

/** Tells once when a store fails and once when it is back, however many calls meet it in between. */
export function storeLog(
  store: AsposeTokenStore,
  { name: account }: AccountSettings,
  clock: Clock,
  reporter: Reporter,
): (failure?: unknown) => void {
  return (failure) => {
    if ((failure !== undefined) === failing.has(store)) return;
    if (failure === undefined) {
      failing.delete(store);
      reporter.report({ type: 'store.recovered', account, at: clock.now() });
      return;
    }
    failing.add(store);
    const message = (failure instanceof Error ? failure.message : 'it has failed').slice(0, MOST_CHARACTERS);
    reporter.report({ type: 'store.failed', account, at: clock.now(), message });
  };
}
