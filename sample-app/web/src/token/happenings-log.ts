import type { CallTally, Happening } from '../../../src/desk/wire.js';
import { byId, el } from '../dom.js';
import { timeOf } from '../words.js';
import { lineOf } from './happening-words.js';

const MOST_LINES = 40;
/** A wave of refused calls is one line, however many messages tell of it. */
const WAVE_MS = 3_000;

type Calls = Happening & { kind: 'calls' };

const sum = (a: CallTally, b: CallTally): CallTally => ({
  hits: a.hits + b.hits,
  unauthorized: a.unauthorized + b.unauthorized,
  replayed: a.replayed + b.replayed,
  refused: a.refused + b.refused,
});

/** What happened, newest first. */
export class HappeningsLog {
  private readonly list = byId('log');

  private wave: { calls: Calls; element: HTMLLIElement } | undefined;

  add(happenings: readonly Happening[]): void {
    for (const happening of happenings) {
      if (happening.kind === 'calls') this.addCalls(happening);
      else this.put(happening);
    }
    while (this.list.children.length > MOST_LINES) this.list.lastElementChild?.remove();
  }

  /** After a reconnection the desk tells the last minute again. */
  clear(): void {
    this.list.replaceChildren();
    this.wave = undefined;
  }

  private addCalls(calls: Calls): void {
    if (calls.unauthorized + calls.replayed + calls.refused === 0) return;
    const last = this.wave;
    const isSame = last !== undefined && calls.at - last.calls.at < WAVE_MS;
    if (isSame) last.element.remove();
    const all = isSame ? { ...calls, ...sum(last.calls, calls) } : calls;
    const element = this.put(all);
    this.wave = element && { calls: all, element };
  }

  private put(happening: Happening): HTMLLIElement | undefined {
    const line = lineOf(happening);
    if (line === undefined) return undefined;
    const element = el('li', { class: line.kind }, el('time', {}, timeOf(happening.at)), line.text);
    this.list.prepend(element);
    return element;
  }
}
