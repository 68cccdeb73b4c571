const NOBODY = -1;

/**
 * Whose turn it is at which tick: one entry a replica, a list a tick, on a ring of ticks. A million entries take 4 MB, and
 * putting one in is as cheap as taking it out. Who is due at the same tick is due at the same moment.
 */
export class Calendar {
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  #waiting = 0;

  /** @param reach Ticks; nobody's turn is further ahead than this. */
  constructor(replicas: number, reach: number) {
    this.#heads = new Int32Array(reach + 1).fill(NOBODY);
    this.#next = new Int32Array(replicas).fill(NOBODY);
  }

  /** Replicas with a turn to come. */
  get waiting(): number {
    return this.#waiting;
  }

  put(replica: number, tick: number): void {
    const slot = tick % this.#heads.length;
    this.#next[replica] = this.#heads[slot] ?? NOBODY;
    this.#heads[slot] = replica;
    this.#waiting += 1;
  }

  /** Gives each replica of a tick its turn, in which it may be put in again, further ahead. */
  takeAll(tick: number, turn: (replica: number) => void): void {
    const slot = tick % this.#heads.length;
    let replica = this.#heads[slot] ?? NOBODY;
    this.#heads[slot] = NOBODY;
    while (replica !== NOBODY) {
      const next = this.#next[replica] ?? NOBODY;
      this.#waiting -= 1;
      turn(replica);
      replica = next;
    }
  }
}
