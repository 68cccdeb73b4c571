import type { CallTally, Happening } from '../wire.js';

/** What the page's timeline shows, and so what a page that opens late is told. */
const REMEMBERED_MS = 60_000;
const MOST_REMEMBERED = 1_000;

export const NOTHING: CallTally = { hits: 0, unauthorized: 0, replayed: 0, refused: 0 };

export const added = (tally: CallTally, key: keyof CallTally): CallTally => ({ ...tally, [key]: tally[key] + 1 });

/** What the next message brings: happenings in their order, and the calls of that moment as one of them. */
export function gathered(happenings: readonly Happening[], tally: CallTally, at: number): Happening[] {
  const hasCalls = Object.values(tally).some((count) => count > 0);
  return hasCalls ? [...happenings, { kind: 'calls', at, ...tally }] : [...happenings];
}

/** The happenings of the last minute; the oldest go first. */
export function remembered(past: readonly Happening[], next: readonly Happening[], now: number): Happening[] {
  return [...past, ...next].filter(({ at }) => at > now - REMEMBERED_MS).slice(-MOST_REMEMBERED);
}
