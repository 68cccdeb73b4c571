import { type Clock, systemClock } from '../../lib/util/clock.js';
import type { StepOwner, Timeline } from './timeline.js';

/** How the clocks of one machine differ from real time. */
export interface ClockPlan {
  /** What the wall clock is ahead of real time at the start, in milliseconds. */
  readonly offsetMs: number;
  /** Speed of all clocks of the machine. 1.01 is 1 % fast. */
  readonly rate: number;
  /** Reading of the monotonic clock at the start. It has a fraction. */
  readonly originMs: number;
}

/** Real time at the start, in milliseconds since 1970. */
export const START = Date.UTC(2026, 0, 1);

/** The clocks and timers of one simulated machine. */
export class ProcessClock {
  /** The clock of the package, on the clocks of this machine. */
  readonly clock: Clock;
  /** Timers that have neither been called nor cancelled. */
  pendingTimers = 0;
  /** When the wall clock was last set, or the machine last resumed. Real time. */
  disturbedAt = Number.NEGATIVE_INFINITY;
  /** True if the wall clock has ever been far from real time. */
  isWrong = false;
  #stepsMs = 0;
  #suspendedMs = 0;
  #suspendedSince: number | undefined;

  constructor(
    private readonly plan: ClockPlan,
    private readonly timeline: Timeline,
    private readonly owner: StepOwner,
  ) {
    this.isWrong = Math.abs(plan.offsetMs) > 1_000;
    const after = (ms: number, callback: () => void) => this.setTimer(ms, callback);
    const monotonic = () => this.monotonic();
    this.clock = {
      ...systemClock(monotonic, () => this.wall()),
      after,
    };
  }

  /** Stands still while the machine is suspended. */
  monotonic(): number {
    const now = this.#suspendedSince ?? this.timeline.now;
    return this.plan.originMs + (now - this.#suspendedMs) * this.plan.rate;
  }

  /** Whole milliseconds, as `Date.now()`. */
  wall(): number {
    return Math.floor(START + this.plan.offsetMs + this.#stepsMs + this.timeline.now * this.plan.rate);
  }

  step(byMs: number): void {
    this.#stepsMs += byMs;
    this.isWrong = true;
    this.disturbedAt = this.timeline.now;
  }

  suspend(): void {
    this.#suspendedSince ??= this.timeline.now;
  }

  resume(): void {
    if (this.#suspendedSince === undefined) return;
    this.#suspendedMs += this.timeline.now - this.#suspendedSince;
    this.#suspendedSince = undefined;
    this.disturbedAt = this.timeline.now;
  }

  /** As `setTimeout`: whole milliseconds, at least one, by the monotonic clock. */
  setTimer(ms: number, callback: () => void): () => void {
    const due = this.monotonic() + Math.max(1, Math.trunc(ms));
    let isPending = true;
    this.pendingTimers += 1;
    const end = () => {
      if (isPending) this.pendingTimers -= 1;
      isPending = false;
    };
    const onTime = () => {
      if (!isPending) return;
      const left = due - this.monotonic();
      if (left > 1e-6) {
        entry = this.timeline.schedule(this.timeline.now + left / this.plan.rate, onTime, this.owner); // it was suspended
        return;
      }
      end();
      callback();
    };
    let entry = this.timeline.schedule(
      this.timeline.now + (due - this.monotonic()) / this.plan.rate,
      onTime,
      this.owner,
    );
    return () => {
      end();
      entry.isCancelled = true;
    };
  }
}
