import type { AsposeAuthError } from '../errors.js';
import { TOKEN_FETCH_SETTLED } from '../events/diagnostics-channels.js';
import type { EventReporter } from '../events/event-reporter.js';
import type { TokenReason } from '../events/events.js';
import type { AccountSettings } from '../options/settings.js';
import type { Clock } from '../util/clock.js';
import type { AccessToken } from './access-token.js';
import type { TokenGrant } from './token-grant.js';

/** Reports one token fetch: each request that was sent, the outcome, and that the fetch has settled. */
export class TokenFetchEvents {
  /** Time of the first request; the start of the fetch until one is sent. In milliseconds of the monotonic clock. */
  #startedAt: number;
  #attempts = 0;
  #isSettled = false;

  constructor(
    private readonly settings: AccountSettings,
    private readonly reason: TokenReason,
    private readonly clock: Clock,
    private readonly reporter: EventReporter,
  ) {
    this.#startedAt = clock.monotonic();
  }

  requestSent(): void {
    this.#attempts += 1;
    if (this.#attempts === 1) this.#startedAt = this.clock.monotonic();
    const { origin } = new URL(this.settings.tokenUrl);
    this.reporter.report({ type: 'token.requested', ...this.#common(), attempt: this.#attempts, origin });
  }

  succeeded({ lifetimeMs, isShared }: TokenGrant, token: AccessToken): void {
    this.reporter.report({
      type: 'token.acquired',
      ...this.#common(),
      durationMs: this.clock.monotonic() - this.#startedAt,
      lifetimeMs,
      source: isShared ? 'store' : 'endpoint',
      expiresAt: token.expiresAt.getTime(),
    });
    this.settled();
  }

  /** Every failure is reported, also if nothing was sent (T-12). An abort is the caller's or the application's own doing. */
  failed({ code, message, status, oauthError, retryAfterMs }: AsposeAuthError, stillServing: boolean): void {
    if (code !== 'ERR_ASPOSE_ABORTED') {
      const durationMs = this.clock.monotonic() - this.#startedAt;
      const details = { code, message, status, oauthError, retryAfterMs, stillServing };
      this.reporter.report({ type: 'token.failed', ...this.#common(), durationMs, ...details });
    }
    this.settled();
  }

  /** Published once, whatever the outcome, so that subscribers can release what they keep for this fetch. */
  settled(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    if (TOKEN_FETCH_SETTLED.hasSubscribers) TOKEN_FETCH_SETTLED.publish({ account: this.settings.name });
  }

  #common(): { account: string; at: number; reason: TokenReason } {
    return { account: this.settings.name, at: this.clock.now(), reason: this.reason };
  }
}
