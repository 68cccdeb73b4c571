import type { AsposeAuthError } from '../errors.js';
import type { TokenReason } from '../observe/events.js';
import type { Reporter } from '../observe/reporter.js';
import type { Clock } from './clock.js';
import type { Grant } from './grant.js';

/** Reports one flight: what it sent and what it came to. */
export class FlightLog {
  readonly #startedAt: number;
  #hasSent = false;

  constructor(
    private readonly account: string,
    private readonly reason: TokenReason,
    private readonly clock: Clock,
    private readonly reporter: Reporter,
  ) {
    this.#startedAt = clock.now();
  }

  sent(attempt: number): void {
    this.#hasSent = true;
    this.reporter.report({ type: 'token.requested', ...this.#occurrence(), attempt });
  }

  landed({ sentAt, lifeMs }: Grant): void {
    const durationMs = this.clock.now() - this.#startedAt;
    const source = this.#hasSent ? 'endpoint' : 'store';
    this.reporter.report({
      type: 'token.acquired',
      ...this.#occurrence(),
      durationMs,
      lifeMs,
      source,
      expiresAt: sentAt + lifeMs,
    });
  }

  /** Nothing is reported for a flight that the guard kept on the ground: its reason was reported when it came about. */
  failed({ code, message, status, oauthError, retryAfterMs }: AsposeAuthError, servedStale: boolean): void {
    if (code === 'ERR_ASPOSE_ABORTED' || (!this.#hasSent && code !== 'ERR_ASPOSE_CONFIG')) return;
    const durationMs = this.clock.now() - this.#startedAt;
    const details = { code, message, status, oauthError, retryAfterMs, servedStale };
    this.reporter.report({ type: 'token.failed', ...this.#occurrence(), durationMs, ...details });
  }

  #occurrence(): { account: string; at: number; reason: TokenReason } {
    return { account: this.account, at: this.clock.now(), reason: this.reason };
  }
}
