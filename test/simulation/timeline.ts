/** An entry of the timeline. */
export interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  /** The process whose code runs; `undefined` for what happens outside of the processes. */
  readonly owner: StepOwner | undefined;
  isCancelled: boolean;
}

/** A process, as the timeline sees it. */
export interface StepOwner {
  readonly isAlive: boolean;
  /** Its code runs no earlier than this: the machine is suspended. */
  readonly suspendedUntil: number;
}

/** Virtual time, in milliseconds from 0, and what will happen at which time. A binary heap. */
export class Timeline {
  now = 0;
  #order = 0;
  readonly #heap: Entry[] = [];

  schedule(at: number, run: () => void, owner?: StepOwner): Entry {
    const entry: Entry = { at: Math.max(at, this.now), order: this.#order, run, owner, isCancelled: false };
    this.#order += 1;
    this.#push(entry);
    return entry;
  }

  /** The next entry that is due; time moves on to it. `undefined` if there is none until `end`. */
  next(end: number): Entry | undefined {
    for (;;) {
      const entry = this.#heap[0];
      if (entry === undefined || entry.at > end) {
        this.now = Math.max(this.now, end);
        return undefined;
      }
      this.#pop();
      if (entry.isCancelled || entry.owner?.isAlive === false) continue;
      this.now = entry.at;
      if (entry.owner && entry.owner.suspendedUntil > this.now) {
        // In the order in which they were due, because the order is counted anew.
        Object.assign(entry, { at: entry.owner.suspendedUntil, order: this.#order });
        this.#order += 1;
        this.#push(entry);
        continue;
      }
      return entry;
    }
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
