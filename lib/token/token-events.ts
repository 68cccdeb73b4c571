import type { AsposeAuthError } from '../errors.js';
import { TOKEN_FETCH_SETTLED } from '../events/diagnostics-channels.js';
import type { EventReporter } from '../events/event-reporter.js';
import type { TokenReason } from '../events/events.js';
import type { AccountSettings } from '../options/settings.js';
import type { Clock } from '../util/clock.js';
import type { TokenGrant } from './token-grant.js';

/** Reports one flight: what it sent, what it came to, and that it is over. */
export class TokenFetchEvents {
  /** Of the first request; where none was sent, of the flight. */
  #startedAt: number;
  #attempts = 0;
  #isOver = false;

  constructor(
    private readonly settings: AccountSettings,
    private readonly reason: TokenReason,
    private readonly clock: Clock,
    private readonly reporter: EventReporter,
  ) {
    this.#startedAt = clock.now();
  }

  requestSent(): void {
    this.#attempts += 1;
    if (this.#attempts === 1) this.#startedAt = this.clock.now();
    const { origin } = new URL(this.settings.tokenUrl);
    this.reporter.report({ type: 'token.requested', ...this.#occurrence(), attempt: this.#attempts, origin });
  }

  succeeded({ sentAt, lifetimeMs }: TokenGrant): void {
    const durationMs = this.clock.now() - this.#startedAt;
    const source = this.#attempts > 0 ? 'endpoint' : 'store';
    this.reporter.report({
      type: 'token.acquired',
      ...this.#occurrence(),
      durationMs,
      lifetimeMs,
      source,
      expiresAt: sentAt + lifetimeMs,
    });
    this.settled();
  }

  /** Nothing is reported for a flight that the guard kept on the ground: its reason was reported when it came about. */
  failed({ code, message, status, oauthError, retryAfterMs }: AsposeAuthError, stillServing: boolean): void {
    const isWorthTelling = code !== 'ERR_ASPOSE_ABORTED' && (this.#attempts > 0 || code === 'ERR_ASPOSE_CONFIG');
    if (isWorthTelling) {
      const durationMs = this.clock.now() - this.#startedAt;
      const details = { code, message, status, oauthError, retryAfterMs, stillServing };
      this.reporter.report({ type: 'token.failed', ...this.#occurrence(), durationMs, ...details });
    }
    this.settled();
  }

  /** Told once, whatever the end, so that who follows the flight lets go of it. */
  settled(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (TOKEN_FETCH_SETTLED.hasSubscribers) TOKEN_FETCH_SETTLED.publish({ account: this.settings.name });
  }

  #occurrence(): { account: string; at: number; reason: TokenReason } {
    return { account: this.settings.name, at: this.clock.now(), reason: this.reason };
  }
}
