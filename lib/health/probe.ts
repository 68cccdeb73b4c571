import type { Account } from '../accounts/account.js';

/** Health is asked for often; that must not become a load on the token endpoint. */
export const PROBE_EVERY_MS = 30_000;
/** A request that takes longer goes on, but the answer about health does not wait for it. */
export const PROBE_WAIT_MS = 5_000;

interface Probe {
  readonly at: number;
  readonly done: Promise<void>;
}

/** By account, however many indicators ask. */
const probes = new WeakMap<object, Probe>();

/**
 * Asks for a token like any caller, at most every 30 s an account; who comes meanwhile waits for the same. Never fails.
 *
 * @param waitMs Longest wait in milliseconds.
 */
export function probe({ cycle, tokens }: Account, waitMs = PROBE_WAIT_MS): Promise<void> {
  const now = cycle.now();
  const last = probes.get(cycle);
  if (last && now - last.at < PROBE_EVERY_MS) return last.done;
  const nothing = () => undefined; // what came of it is in the account's state
  const done = tokens.getToken({ signal: AbortSignal.timeout(waitMs) }).then(nothing, nothing);
  probes.set(cycle, { at: now, done });
  return done;
}
