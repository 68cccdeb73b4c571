import type { Random } from './random.js';
import type { StepOwner, Timeline } from './timeline.js';

/** The connection of one process: commands and replies keep their order. */
export class StoreConnection {
  #lastArrival = 0;
  #lastReply = 0;

  constructor(
    private readonly timeline: Timeline,
    private readonly owner: StepOwner,
    private readonly latencyMs: number,
    private readonly random: Random,
  ) {}

  toStore(run: () => void): void {
    this.#lastArrival = Math.max(this.#lastArrival, this.timeline.now + this.#delay());
    this.timeline.schedule(this.#lastArrival, run);
  }

  again(afterMs: number, run: () => void): void {
    this.timeline.schedule(this.timeline.now + afterMs, run);
  }

  toProcess(extraMs: number, run: () => void): void {
    this.#lastReply = Math.max(this.#lastReply, this.timeline.now + this.#delay() + extraMs);
    this.timeline.schedule(this.#lastReply, run, this.owner);
  }

  #delay(): number {
    return (this.latencyMs / 2) * this.random.between(0.5, 1.5);
  }
}
