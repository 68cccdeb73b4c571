import type { Happening } from '../../../src/desk/wire.js';
import { byId, el, svg } from '../dom.js';
import { columnsOf, LANE_HEIGHT, LANES, type Lane, outcomeOf } from './marks.js';

/** What is shown of the past. */
const SPAN_MS = 60_000;
/** Kept a little longer, so that nothing vanishes at the edge. */
const KEPT_MS = SPAN_MS * 1.1;
/** The drawing is stretched to the width there is. */
const UNITS_PER_SECOND = 10;
const WIDTH = (SPAN_MS / 1_000) * UNITS_PER_SECOND;
const HEIGHT = LANES.length * LANE_HEIGHT;

const floorOf = (lane: Lane): number => (LANES.indexOf(lane) + 1) * LANE_HEIGHT - 1;

interface Mark {
  readonly at: number;
  readonly element: SVGElement;
}

/** The last minute as lanes that move to the left. */
export class Timeline {
  private readonly moving = svg('g');
  private marks: Mark[] = [];
  /** The token request under way; its bar grows. */
  private flight: { at: number; element: SVGRectElement } | undefined;
  /** Marks are placed from here, so that their coordinates stay small. */
  private readonly epoch = Date.now();

  constructor() {
    const lines = LANES.map((lane) =>
      svg('line', { class: 'lane', x1: 0, x2: WIDTH, y1: floorOf(lane) + 0.5, y2: floorOf(lane) + 0.5 }),
    );
    const box = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', 'aria-hidden': 'true' };
    byId('timeline').append(
      el('div', { class: 'lane-names', 'aria-hidden': 'true' }, ...LANES.map((lane) => el('span', {}, lane))),
      svg('svg', box, ...lines, this.moving),
      el('div', { class: 'axis', 'aria-hidden': 'true' }, el('span', {}, 'a minute ago'), el('span', {}, 'now')),
    );
  }

  add(happenings: readonly Happening[]): void {
    for (const happening of happenings) this.mark(happening);
  }

  clear(): void {
    this.moving.replaceChildren();
    this.marks = [];
    this.flight = undefined;
  }

  /** @param now The desk's clock. */
  draw(now: number): void {
    this.moving.setAttribute('transform', `translate(${(WIDTH - this.place(now)).toFixed(2)} 0)`);
    if (this.flight) widen(this.flight.element, now - this.flight.at);
    for (const { at, element } of this.marks) if (at < now - KEPT_MS) element.remove();
    this.marks = this.marks.filter(({ at }) => at >= now - KEPT_MS);
  }

  private mark(happening: Happening): void {
    const { at, kind } = happening;
    if (kind === 'calls') {
      for (const { lane, style, height, title } of columnsOf(happening)) this.bar(at, lane, height, style, title);
    } else if (kind === 'requested') {
      this.flight ??= { at, element: this.request(at) };
    } else if (kind === 'rejected') {
      const place = { cx: this.place(at), cy: floorOf('Refused, 401') - 22, r: 3 };
      this.put(at, svg('circle', { class: 'rejected', ...place }), 'The token was dropped');
    } else if (kind === 'switched') {
      const x = this.place(at);
      this.put(at, svg('line', { class: 'switched', x1: x, x2: x, y1: 0, y2: HEIGHT }), happening.text);
    } else {
      const element = this.flight?.element ?? this.request(at - happening.durationMs);
      this.flight = undefined;
      widen(element, happening.durationMs);
      element.setAttribute('class', `flight ${kind}`);
      element.querySelector('title')?.append(outcomeOf(happening));
    }
  }

  private request(at: number): SVGRectElement {
    return this.bar(at, 'Token requests', LANE_HEIGHT - 12, 'flight', 'A token request');
  }

  private bar(at: number, lane: Lane, height: number, style: string, title: string): SVGRectElement {
    const place = { x: this.place(at), y: floorOf(lane) - height, width: 1.5, height };
    return this.put(at, svg('rect', { class: style, ...place }), title);
  }

  private put<E extends SVGElement>(at: number, element: E, title: string): E {
    element.append(svg('title', {}, title));
    this.moving.append(element);
    this.marks.push({ at, element });
    return element;
  }

  private place(at: number): number {
    return ((at - this.epoch) / 1_000) * UNITS_PER_SECOND;
  }
}

function widen(bar: SVGRectElement, ms: number): void {
  bar.setAttribute('width', String(Math.max(4, (ms / 1_000) * UNITS_PER_SECOND)));
}
