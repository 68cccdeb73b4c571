import type { DeskUpdate, TotalCounts } from '../../../src/desk/protocol.js';
import { byId, setText } from '../dom.js';
import { formatCount, formatNumber } from '../format.js';
import { EventLog } from './event-log.js';
import { Timeline } from './timeline.js';
import { TokenBar } from './token-bar.js';

const FRAME_MS = 40;
const REDUCED_MOTION_FRAME_MS = 1_000;

/** Everything about the token: bar, counters, timeline and event log. */
export class TokenPanel {
  private readonly bar = new TokenBar();
  private readonly timeline = new Timeline();
  private readonly log = new EventLog();
  private readonly reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  /** Difference between the clocks of the server and the browser. */
  private clockOffsetMs = 0;
  private drawnAt = 0;

  constructor() {
    requestAnimationFrame(this.drawFrame);
  }

  show({ now, token, counts, events, sandbox }: DeskUpdate): void {
    this.clockOffsetMs = now - Date.now();
    this.bar.show(token);
    showCounts(counts);
    this.timeline.showNaiveLanes(sandbox !== undefined);
    this.timeline.add(events);
    this.log.add(events);
  }

  /** Removes all events. After a reconnection the server sends the history again. */
  clear(): void {
    this.timeline.clear();
    this.log.clear();
  }

  private readonly drawFrame = (at: number): void => {
    if (at - this.drawnAt >= (this.reducedMotion.matches ? REDUCED_MOTION_FRAME_MS : FRAME_MS)) {
      this.drawnAt = at;
      const now = Date.now() + this.clockOffsetMs;
      this.bar.draw(now);
      this.timeline.draw(now);
    }
    requestAnimationFrame(this.drawFrame);
  };
}

/** On narrow screens only the bar is visible. This button opens the rest, and Escape closes it. */
export function addSideToggle(): { open(): void } {
  const side = byId('side');
  const toggle = byId('side-toggle');
  const setOpen = (isOpen: boolean) => {
    side.classList.toggle('open', isOpen);
    toggle.setAttribute('aria-expanded', String(isOpen));
    setText(toggle, isOpen ? 'Close' : 'Token and controls');
  };
  toggle.addEventListener('click', () => setOpen(!side.classList.contains('open')));
  side.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape' || !side.classList.contains('open')) return;
    setOpen(false);
    side.scrollTop = 0;
    toggle.focus();
  });
  return { open: () => setOpen(true) };
}

/** Shows calls, token requests, and how many requests were saved against one per call. */
function showCounts(counts: TotalCounts): void {
  setText(byId('count-calls'), formatNumber(counts.calls));
  setText(byId('count-tokens'), formatNumber(counts.tokenRequests));
  setText(byId('count-saved'), formatNumber(Math.max(0, counts.calls - counts.tokenRequests)));
  setText(byId('counted'), `${describeRejections(counts)} Since the server started.`);
}

function describeRejections({ unauthorized, replayed, replaySkipped }: TotalCounts): string {
  if (unauthorized === 0) return 'No call was rejected with 401.';
  const skipped = replaySkipped === 0 ? '' : `, ${formatNumber(replaySkipped)} not`;
  return `${formatCount(unauthorized, 'call was', 'calls were')} rejected with 401: ${formatNumber(replayed)} replayed with a new token${skipped}.`;
}
