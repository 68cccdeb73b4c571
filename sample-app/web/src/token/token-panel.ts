import type { News } from '../../../src/desk/wire.js';
import { showCounts } from './counters.js';
import { HappeningsLog } from './happenings-log.js';
import { Timeline } from './timeline.js';
import { TokenBar } from './token-bar.js';

const FRAME_MS = 40;
const CALM_FRAME_MS = 1_000;

/** The token's life, as the desk tells it. */
export class TokenPanel {
  private readonly bar = new TokenBar();
  private readonly timeline = new Timeline();
  private readonly log = new HappeningsLog();
  private readonly calm = matchMedia('(prefers-reduced-motion: reduce)');
  /** How far the desk's clock is ahead of the browser's. */
  private ahead = 0;
  private drawnAt = 0;

  constructor() {
    requestAnimationFrame(this.frame);
  }

  show({ now, token, counts, happenings }: News): void {
    this.ahead = now - Date.now();
    this.bar.show(token);
    showCounts(counts);
    this.timeline.add(happenings);
    this.log.add(happenings);
  }

  /** The next news tell the last minute again. */
  forget(): void {
    this.timeline.clear();
    this.log.clear();
  }

  private readonly frame = (at: number): void => {
    if (at - this.drawnAt >= (this.calm.matches ? CALM_FRAME_MS : FRAME_MS)) {
      this.drawnAt = at;
      const now = Date.now() + this.ahead;
      this.bar.draw(now);
      this.timeline.draw(now);
    }
    requestAnimationFrame(this.frame);
  };
}
