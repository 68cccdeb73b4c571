import { ManualClock as PublicManualClock } from '../../lib/testing/manual-clock.js';

/** The public clock for tests, which also counts the timers that are left. */
export class ManualClock extends PublicManualClock {
  readonly #pending = new Set<symbol>();

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
