/** Replicas that wait for the lease of another, in the order in which they give up. */
export class WaitingLine {
  readonly #replicas: number[] = [];
  readonly #isWaiting: Uint8Array;
  #first = 0;
  #size = 0;

  constructor(
    replicas: number,
    private readonly until: Float64Array,
  ) {
    this.#isWaiting = new Uint8Array(replicas);
  }

  get size(): number {
    return this.#size;
  }

  add(replica: number): void {
    this.#replicas.push(replica);
    this.#isWaiting[replica] = 1;
    this.#size += 1;
  }

  /** Takes one of them at random. */
  takeAny(random: () => number): number | undefined {
    if (this.#size === 0) return undefined;
    let at = this.#first + Math.floor(random() * (this.#replicas.length - this.#first));
    while (!this.#isWaiting[this.#replicas[at]!]) {
      at += 1;
      if (at === this.#replicas.length) at = this.#first;
    }
    return this.#take(at);
  }

  /** Takes those whose time is over. */
  takeLate(now: number, turn: (replica: number) => void): void {
    for (; this.#first < this.#replicas.length; this.#first += 1) {
      const replica = this.#replicas[this.#first]!;
      if (!this.#isWaiting[replica] || replica < 0) continue;
      if (this.until[replica]! > now) break;
      this.#take(this.#first);
      turn(replica);
    }
    if (this.#first > 100_000) {
      this.#replicas.splice(0, this.#first);
      this.#first = 0;
    }
  }

  takeAll(turn: (replica: number) => void): void {
    this.takeLate(Number.POSITIVE_INFINITY, turn);
  }

  #take(at: number): number {
    const replica = this.#replicas[at]!;
    this.#isWaiting[replica] = 0;
    this.#size -= 1;
    return replica;
  }
}
