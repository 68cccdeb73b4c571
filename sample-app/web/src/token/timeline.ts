import type { TimelineEvent } from '../../../src/desk/protocol.js';
import { byId, el, svg } from '../dom.js';
import { formatCount, formatDuration } from '../format.js';

/** Time span that the timeline shows. */
const SPAN_MS = 60_000;
/** Marks are kept a little longer, so that they do not disappear inside of the visible area. */
const KEEP_MS = SPAN_MS * 1.1;

/** The lanes from top to bottom. */
const LANES = [
  ...(['Calls', '401 responses', 'Replayed', 'Token requests', 'Not replayed'] as const),
  ...(['Interceptor: requests', 'Interceptor: failed'] as const),
] as const;
/** The lanes of the package. With a real service there are no others. */
const OWN_LANES = 5;

type Lane = (typeof LANES)[number];

/** Units of the drawing, which is stretched to the available width. */
const LANE_HEIGHT = 30;
const UNITS_PER_SECOND = 10;
const WIDTH = (SPAN_MS / 1_000) * UNITS_PER_SECOND;
const HEIGHT = LANES.length * LANE_HEIGHT;

interface Mark {
  readonly at: number;
  readonly element: SVGElement;
}

/** The last minute as lanes that move to the left. */
export class Timeline {
  private readonly moving = svg('g');
  private marks: Mark[] = [];
  /** The token request in progress; its bar grows. */
  private pendingRequest: { at: number; element: SVGRectElement } | undefined;
  /** Origin of the x coordinates, which keeps them small. */
  private readonly epoch = Date.now();

  private readonly drawing = svg('svg', { preserveAspectRatio: 'none', 'aria-hidden': 'true' });
  private readonly names = el('div', { class: 'lane-names', 'aria-hidden': 'true' });

  constructor() {
    const lines = LANES.map((lane) =>
      svg('line', { class: 'lane', x1: 0, x2: WIDTH, y1: getBaseline(lane) + 0.5, y2: getBaseline(lane) + 0.5 }),
    );
    this.drawing.append(...lines, this.moving);
    this.showNaiveLanes(false);
    byId('timeline').append(
      this.names,
      this.drawing,
      el('div', { class: 'axis', 'aria-hidden': 'true' }, el('span', {}, 'a minute ago'), el('span', {}, 'now')),
    );
  }

  showNaiveLanes(isShown: boolean): void {
    const lanes = isShown ? LANES : LANES.slice(0, OWN_LANES);
    if (this.names.children.length === lanes.length) return;
    this.names.replaceChildren(...lanes.map((lane) => el('span', {}, lane)));
    byId('timeline').style.setProperty('--lanes', String(lanes.length));
    this.drawing.setAttribute('viewBox', `0 0 ${WIDTH} ${lanes.length * LANE_HEIGHT}`);
  }

  add(events: readonly TimelineEvent[]): void {
    for (const event of events) this.addMarks(event);
  }

  clear(): void {
    this.moving.replaceChildren();
    this.marks = [];
    this.pendingRequest = undefined;
  }

  /** @param now Time of the server. */
  draw(now: number): void {
    this.moving.setAttribute('transform', `translate(${(WIDTH - this.getX(now)).toFixed(2)} 0)`);
    if (this.pendingRequest) setWidth(this.pendingRequest.element, now - this.pendingRequest.at);
    for (const { at, element } of this.marks) if (at < now - KEEP_MS) element.remove();
    this.marks = this.marks.filter(({ at }) => at >= now - KEEP_MS);
  }

  private addMarks(event: TimelineEvent): void {
    const { at } = event;
    switch (event.kind) {
      case 'calls':
        for (const { lane, style, height, title } of toColumns(event)) this.addBar(at, lane, height, style, title);
        break;
      case 'naive':
        for (const { lane, style, height, title } of toNaiveColumns(event)) this.addBar(at, lane, height, style, title);
        break;
      case 'requested':
        this.pendingRequest ??= { at, element: this.addRequest(at) };
        break;
      case 'rejected': {
        const position = { cx: this.getX(at), cy: getBaseline('401 responses') - 22, r: 3 };
        this.addElement(at, svg('circle', { class: 'rejected', ...position }), 'The token was dropped');
        break;
      }
      case 'control': {
        const x = this.getX(at);
        this.addElement(at, svg('line', { class: 'control', x1: x, x2: x, y1: 0, y2: HEIGHT }), event.text);
        break;
      }
      default:
        this.completeRequest(event);
    }
  }

  private completeRequest({ at, kind, durationMs }: TimelineEvent & { kind: 'acquired' | 'failed' }): void {
    const element = this.pendingRequest?.element ?? this.addRequest(at - durationMs);
    this.pendingRequest = undefined;
    setWidth(element, durationMs);
    element.setAttribute('class', `token-request ${kind}`);
    const result = kind === 'acquired' ? `: succeeded after ${formatDuration(durationMs)}` : ': failed';
    element.querySelector('title')?.append(result);
  }

  private addRequest(at: number): SVGRectElement {
    return this.addBar(at, 'Token requests', LANE_HEIGHT - 12, 'token-request', 'Token request');
  }

  private addBar(at: number, lane: Lane, height: number, style: string, title: string): SVGRectElement {
    const position = { x: this.getX(at), y: getBaseline(lane) - height, width: 1.5, height };
    return this.addElement(at, svg('rect', { class: style, ...position }), title);
  }

  private addElement<E extends SVGElement>(at: number, element: E, title: string): E {
    element.append(svg('title', {}, title));
    this.moving.append(element);
    this.marks.push({ at, element });
    return element;
  }

  private getX(at: number): number {
    return ((at - this.epoch) / 1_000) * UNITS_PER_SECOND;
  }
}

/** A vertical bar that stands on the baseline of its lane. */
interface Column {
  readonly lane: Lane;
  readonly style: string;
  readonly height: number;
  readonly title: string;
}

const CALL_COLUMNS = [
  ['completed', 'Calls', 'completed', 'completed'],
  ['unauthorized', '401 responses', 'unauthorized', 'rejected with 401'],
  ['replayed', 'Replayed', 'replayed', 'replayed'],
  ['replaySkipped', 'Not replayed', 'replay-skipped', 'not replayed'],
] as const;

/** Converts calls to columns. Their height is logarithmic: a single call is visible, and hundreds still differ in height. */
function toColumns(calls: TimelineEvent & { kind: 'calls' }): Column[] {
  return CALL_COLUMNS.filter(([key]) => calls[key] > 0).map(([key, lane, style, result]) => ({
    lane,
    style,
    height: getColumnHeight(calls[key]),
    title: `${formatCount(calls[key], 'call')} ${result}`,
  }));
}

function toNaiveColumns({ tokenRequests, failed }: TimelineEvent & { kind: 'naive' }): Column[] {
  const requests = `${formatCount(tokenRequests, 'token request')} of the interceptor`;
  const failures = `${formatCount(failed, 'call')} of the interceptor failed`;
  const columns = [
    { count: tokenRequests, lane: 'Interceptor: requests', style: 'token-request', title: requests },
    { count: failed, lane: 'Interceptor: failed', style: 'replay-skipped', title: failures },
  ] as const;
  return columns
    .filter(({ count }) => count > 0)
    .map(({ count, ...column }) => ({ ...column, height: getColumnHeight(count) }));
}

function getColumnHeight(count: number): number {
  return Math.min(LANE_HEIGHT - 5, 5 + Math.log10(count) * 9);
}

function getBaseline(lane: Lane): number {
  return (LANES.indexOf(lane) + 1) * LANE_HEIGHT - 1;
}

function setWidth(bar: SVGRectElement, durationMs: number): void {
  bar.setAttribute('width', String(Math.max(4, (durationMs / 1_000) * UNITS_PER_SECOND)));
}
