import type { AsposeAuthError } from '../errors.js';
import { FLIGHT_OVER } from '../events/diagnostics-channels.js';
import type { Reporter } from '../events/event-reporter.js';
import type { TokenReason } from '../events/events.js';
import type { AccountSettings } from '../options/settings.js';
import type { Clock } from '../util/clock.js';
import type { Grant } from './token-grant.js';

/** Reports one flight: what it sent, what it came to, and that it is over. */
export class FlightLog {
  /** Of the first request; where none was sent, of the flight. */
  #startedAt: number;
  #attempts = 0;
  #isOver = false;

  constructor(
    private readonly settings: AccountSettings,
    private readonly reason: TokenReason,
    private readonly clock: Clock,
    private readonly reporter: Reporter,
  ) {
    this.#startedAt = clock.now();
  }

  sent(): void {
    this.#attempts += 1;
    if (this.#attempts === 1) this.#startedAt = this.clock.now();
    const { origin } = new URL(this.settings.tokenUrl);
    this.reporter.report({ type: 'token.requested', ...this.#occurrence(), attempt: this.#attempts, origin });
  }

  landed({ sentAt, lifeMs }: Grant): void {
    const durationMs = this.clock.now() - this.#startedAt;
    const source = this.#attempts > 0 ? 'endpoint' : 'store';
    this.reporter.report({
      type: 'token.acquired',
      ...this.#occurrence(),
      durationMs,
      lifeMs,
      source,
      expiresAt: sentAt + lifeMs,
    });
    this.over();
  }

  /** Nothing is reported for a flight that the guard kept on the ground: its reason was reported when it came about. */
  failed({ code, message, status, oauthError, retryAfterMs }: AsposeAuthError, servedStale: boolean): void {
    const isWorthTelling = code !== 'ERR_ASPOSE_ABORTED' && (this.#attempts > 0 || code === 'ERR_ASPOSE_CONFIG');
    if (isWorthTelling) {
      const durationMs = this.clock.now() - this.#startedAt;
      const details = { code, message, status, oauthError, retryAfterMs, servedStale };
      this.reporter.report({ type: 'token.failed', ...this.#occurrence(), durationMs, ...details });
    }
    this.over();
  }

  /** Told once, whatever the end, so that who follows the flight lets go of it. */
  over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (FLIGHT_OVER.hasSubscribers) FLIGHT_OVER.publish({ account: this.settings.name });
  }

  #occurrence(): { account: string; at: number; reason: TokenReason } {
    return { account: this.settings.name, at: this.clock.now(), reason: this.reason };
  }
}
