import type { Happening } from '../../../src/desk/wire.js';
import { plural, spanOf } from '../words.js';

/** The lanes of the timeline, from above. */
export const LANES = ['Calls', 'Refused, 401', 'Sent again', 'Token requests', 'Handed back'] as const;
export type Lane = (typeof LANES)[number];

/** Height of a lane in units of the drawing. */
export const LANE_HEIGHT = 30;

/** A bar that stands on the floor of its lane. */
export interface Column {
  readonly lane: Lane;
  readonly style: string;
  readonly height: number;
  readonly title: string;
}

const KINDS = [
  ['hits', 'Calls', 'hit', 'answered'],
  ['unauthorized', 'Refused, 401', 'unauthorized', 'answered 401'],
  ['replayed', 'Sent again', 'replayed', 'sent again'],
  ['refused', 'Handed back', 'refused', 'handed back'],
] as const;

/** Calls as columns: higher for more, on a scale on which one is seen and hundreds are still told apart. */
export function columnsOf(calls: Happening & { kind: 'calls' }): Column[] {
  return KINDS.filter(([key]) => calls[key] > 0).map(([key, lane, style, what]) => ({
    lane,
    style,
    height: Math.min(LANE_HEIGHT - 5, 5 + Math.log10(calls[key]) * 9),
    title: `${plural(calls[key], 'call')} ${what}`,
  }));
}

/** What a token request came to. */
export function outcomeOf({ kind, durationMs }: Happening & { kind: 'acquired' | 'failed' }): string {
  return kind === 'acquired' ? `: answered after ${spanOf(durationMs)}` : ': failed';
}
