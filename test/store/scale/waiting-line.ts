const TAKEN = -1;

/** Replicas that wait for the lease of another, in the order in which they came. */
export class WaitingLine {
  #replicas: number[] = [];
  #first = 0;
  #size = 0;

  /** @param until Until when each replica waits. Who came later gives up no earlier, or is late by the difference. */
  constructor(private readonly until: Float64Array) {}

  get size(): number {
    return this.#size;
  }

  add(replica: number): void {
    this.#replicas.push(replica);
    this.#size += 1;
  }

  /** Takes one of them at random. */
  takeAny(random: () => number): number | undefined {
    if (this.#size === 0) return undefined;
    let at = this.#first + Math.floor(random() * (this.#replicas.length - this.#first));
    while (this.#replicas[at] === TAKEN) {
      at += 1;
      if (at === this.#replicas.length) at = this.#first;
    }
    return this.#take(at);
  }

  /** Takes those whose time is over. */
  takeLate(now: number, turn: (replica: number) => void): void {
    for (; this.#first < this.#replicas.length; this.#first += 1) {
      const replica = this.#replicas[this.#first]!;
      if (replica === TAKEN) continue;
      if (this.until[replica]! > now) break;
      turn(this.#take(this.#first));
    }
    if (this.#size > 0) return;
    this.#replicas = [];
    this.#first = 0;
  }

  takeAll(turn: (replica: number) => void): void {
    this.takeLate(Number.POSITIVE_INFINITY, turn);
  }

  #take(at: number): number {
    const replica = this.#replicas[at]!;
    this.#replicas[at] = TAKEN;
    this.#size -= 1;
    return replica;
  }
}
