import type { TokenSnapshot } from '../../../src/desk/protocol.js';
import { byId, el, setText } from '../dom.js';
import { formatDuration } from '../format.js';
import { createBarScale } from './bar-scale.js';
import { describeLifetime, describeStatus, getStatus } from './token-status.js';

/** The lifetime of the token as a bar: its refresh windows and the current time. */
export class TokenBar {
  private readonly bar = byId('bar');
  private readonly status = byId('token-status');
  private readonly used = el('div', { class: 'part used' });
  private readonly background = el('div', { class: 'part background' });
  private readonly waiting = el('div', { class: 'part waiting' });
  private readonly marker = el('div', { class: 'marker' });
  private readonly remaining = el('span', { class: 'remaining' });
  private token: TokenSnapshot = { status: 'none', requesting: false, tokenRequests: 0 };

  constructor() {
    this.bar.append(this.background, this.waiting, this.used, this.marker, this.remaining);
  }

  show(token: TokenSnapshot): void {
    this.token = token;
    const label = describeLifetime(token);
    if (this.bar.getAttribute('aria-label') !== label) this.bar.setAttribute('aria-label', label);
  }

  /** @param now Time of the server. */
  draw(now: number): void {
    const { token, bar } = this;
    const status = getStatus(token, now);
    bar.dataset.status = status;
    bar.classList.toggle('requesting', token.requesting);
    setText(this.status, describeStatus(token, now));
    const { acquiredAt, refreshAt, waitAt, expiresAt } = token;
    if (status === 'none' || !acquiredAt || !refreshAt || !waitAt || !expiresAt) {
      setText(this.remaining, '');
      return;
    }
    const scale = createBarScale({ acquiredAt, refreshAt, waitAt, expiresAt });
    const position = scale.getPosition(now);
    this.background.style.left = toPercent(scale.refresh);
    this.background.style.width = toPercent(scale.wait - scale.refresh);
    this.waiting.style.left = toPercent(scale.wait);
    this.waiting.style.width = toPercent(1 - scale.wait);
    this.used.style.width = toPercent(position);
    this.marker.style.left = toPercent(position);
    bar.title = scale.isStretched ? 'Not to scale: the windows are drawn wider to make them visible.' : '';
    setText(this.remaining, `${formatDuration(expiresAt - now)} left of ${formatDuration(expiresAt - acquiredAt)}`);
  }
}

function toPercent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
