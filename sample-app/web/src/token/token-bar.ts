import type { TokenLife } from '../../../src/desk/wire.js';
import { byId, el, setText } from '../dom.js';
import { spanOf } from '../words.js';
import { scaleOf } from './bar-scale.js';
import { describeLife, standingOf, statusOf } from './life-words.js';

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`;

/** The token's life as a bar with its windows, and where it is now. */
export class TokenBar {
  private readonly bar = byId('bar');
  private readonly status = byId('token-status');
  private readonly used = el('div', { class: 'part used' });
  private readonly background = el('div', { class: 'part background' });
  private readonly waiting = el('div', { class: 'part waiting' });
  private readonly marker = el('div', { class: 'marker' });
  private readonly left = el('span', { class: 'left' });
  private token: TokenLife = { status: 'none', requesting: false, tokenRequests: 0 };

  constructor() {
    this.bar.append(this.background, this.waiting, this.used, this.marker, this.left);
  }

  show(token: TokenLife): void {
    this.token = token;
    const label = describeLife(token);
    if (this.bar.getAttribute('aria-label') !== label) this.bar.setAttribute('aria-label', label);
  }

  /** @param now The desk's clock. */
  draw(now: number): void {
    const { token, bar } = this;
    const standing = standingOf(token, now);
    bar.dataset.standing = standing;
    bar.classList.toggle('requesting', token.requesting);
    setText(this.status, statusOf(token, now));
    const { acquiredAt, refreshAt, waitAt, expiresAt } = token;
    if (standing === 'none' || !acquiredAt || !refreshAt || !waitAt || !expiresAt) {
      setText(this.left, '');
      return;
    }
    const scale = scaleOf({ acquiredAt, refreshAt, waitAt, expiresAt });
    const place = scale.at(now);
    this.background.style.left = percent(scale.refresh);
    this.background.style.width = percent(scale.wait - scale.refresh);
    this.waiting.style.left = percent(scale.wait);
    this.waiting.style.width = percent(1 - scale.wait);
    this.used.style.width = percent(place);
    this.marker.style.left = percent(place);
    bar.title = scale.isStretched ? 'The windows are drawn wider than they are, so that they can be seen.' : '';
    setText(this.left, `${spanOf(expiresAt - now)} left of ${spanOf(expiresAt - acquiredAt)}`);
  }
}
