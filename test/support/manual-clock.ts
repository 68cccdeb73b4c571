import { ManualClock as PublicManualClock } from '../../lib/testing/manual-clock.js';

/**
 * The public clock for tests, which also counts the timers that are left. Its three readings have different origins and fractions,
 * as those of a machine do, so that code that mixes them up fails.
 */
export class ManualClock extends PublicManualClock {
  readonly #pending = new Set<symbol>();

  override elapsed(): number {
    return this.now() + 40_000_000.375;
  }

  override monotonic(): number {
    return this.now() - 900_000.25;
  }

  get pendingTimers(): number {
    return this.#pending.size;
  }

  override after(ms: number, callback: () => void): () => void {
    const timer = Symbol('timer');
    this.#pending.add(timer);
    const cancel = super.after(ms, () => {
      this.#pending.delete(timer);
      callback();
    });
    return () => {
      this.#pending.delete(timer);
      cancel();
    };
  }
}
