import { catchError, defer, finalize, map, type Observable, of, shareReplay, throwError } from 'rxjs';
import { AsposeAuthError } from '../errors.js';
import { TOKEN_AWAITED, TOKEN_FETCH_STARTED } from '../events/diagnostics-channels.js';
import type { EventReporter } from '../events/event-reporter.js';
import type { TokenReason } from '../events/events.js';
import { getTokenCounts, type TokenCounts, type TokenLookupOutcome } from '../events/token-counters.js';
import type { AccountSettings } from '../options/settings.js';
import { inSubscriberContext, runInRootContext } from '../util/async-context.js';
import type { Clock } from '../util/clock.js';
import type { AccessToken } from './access-token.js';
import type { TokenClient } from './token-client.js';
import {
  copyError,
  createAbortedError,
  createBlockedError,
  createUnexpectedError,
  getBlockedCode,
  SameTokenError,
  toTokenError,
} from './token-errors.js';
import { TokenFetchEvents } from './token-events.js';
import { type TokenGrant, toAccessToken } from './token-grant.js';
import {
  type Cooldown,
  decideRefresh,
  INITIAL_STATE,
  isExpired,
  isNewer,
  isRejected,
  type TokenState,
  withFailure,
  withGrant,
  withRejection,
} from './token-state.js';

/** Attempts of a fetch that callers without a token wait for. While an old token serves, the next fetch is the retry. */
const MAX_ATTEMPTS = 3;

/** What a {@link TokenManager} needs from outside. */
export interface TokenManagerDependencies {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly reporter: EventReporter;
  /** Holds this manager while it fetches, so that the application can end the fetch. */
  readonly fetching: Set<TokenManager>;
}

/**
 * Manages the tokens of one account: which token is cached, when another is fetched, and which callers wait for it.
 * All that it knows is one immutable value, and a fetch is one observable that all its callers share.
 */
export class TokenManager {
  /** Requests sent to the token endpoint so far. */
  requestCount = 0;
  #state: TokenState = INITIAL_STATE;
  #inFlight: Observable<AccessToken> | undefined;
  /** Events of the fetch in flight, or of the last one. */
  #events: TokenFetchEvents | undefined;
  readonly #fromStore = new WeakSet<AccessToken>();
  #closing = new AbortController();
  readonly #counts: TokenCounts;

  constructor(
    private readonly client: TokenClient,
    private readonly dependencies: TokenManagerDependencies,
  ) {
    this.#counts = getTokenCounts(client.settings.name);
  }

  get settings(): AccountSettings {
    return this.client.settings;
  }

  get state(): TokenState {
    return this.#state;
  }

  get isFetching(): boolean {
    return this.#inFlight !== undefined;
  }

  get clock(): Clock {
    return this.dependencies.clock;
  }

  /**
   * The token for a caller, synchronously; `undefined` if the caller has to wait. Starts a background refresh if one is due.
   *
   * @throws AsposeAuthError while cooling down after a failure.
   */
  getCached(): AccessToken | undefined {
    const { cached } = this.#state;
    const now = this.clock.elapsed();
    if (cached && now < cached.refreshAt) {
      this.#counts.hit += 1;
      return cached.token;
    }
    const cooldown = this.#getCooldown();
    const decision = decideRefresh(cached, this.isFetching, cooldown !== undefined, now);
    if (decision === 'wait') return undefined;
    if (decision === 'fail') {
      this.#counts.failed_fast += 1;
      throw this.getCooldownError(cooldown)!;
    }
    if (decision === 'use-and-refresh') this.#startFetch();
    this.#counts.refresh_due += 1;
    return cached?.token;
  }

  /** Why no fetch may start now, and for how long (`retryAfterMs`); `undefined` if one may. */
  getCooldownError(cooldown = this.#getCooldown()): AsposeAuthError | undefined {
    if (cooldown?.blocked) return createBlockedError(cooldown.blocked, this.settings, cooldown.waitMs);
    return cooldown && copyError(this.#state.lastFailure!.error, cooldown.waitMs);
  }

  /**
   * Why no fetch may start; `undefined` if one may. The wait of the credential pair counts only if the last failure had its reason.
   * Otherwise one fetch starts, fails at once, and reports the new reason (T-12). A secret that rotates is read again after each
   * pause, because a new one need not wait (T-8).
   */
  #getCooldown(): Cooldown | undefined {
    const { lastFailure } = this.#state;
    const pauseMs = lastFailure ? lastFailure.nextTryAt - this.clock.elapsed() : 0;
    if (this.settings.secret?.rotates && pauseMs <= 0) return undefined;
    const blocked = this.client.getBlockedUntil();
    const isReason = blocked && getBlockedCode(blocked) === lastFailure?.error.code;
    const waitMs = isReason ? Math.max(blocked.at - this.clock.monotonic(), pauseMs) : pauseMs;
    return waitMs > 0 ? { blocked: isReason ? blocked : undefined, waitMs } : undefined;
  }

  /**
   * The token of the fetch in flight, or of a new one. If it fails, the old token is used until it expires. Subscribers are called
   * in their own async context.
   */
  waitForToken(): Observable<AccessToken> {
    return defer(() => {
      const joined = this.#inFlight !== undefined;
      let outcome: TokenLookupOutcome = joined ? 'joined' : 'miss';
      if (TOKEN_AWAITED.hasSubscribers) TOKEN_AWAITED.publish({ account: this.settings.name, joined });
      const inFlight = this.#inFlight ?? this.#startFetch();
      return inSubscriberContext(inFlight).pipe(
        catchError((error: AsposeAuthError) => {
          const unexpired = this.getUnexpired();
          if (unexpired) return of(unexpired);
          if (error.code !== 'ERR_ASPOSE_ABORTED') outcome = 'failed';
          return throwError(() => copyError(error));
        }),
        finalize(() => {
          this.#counts[outcome] += 1;
        }),
      );
    });
  }

  /** The cached token, unless it has expired. Starts no fetch. */
  getUnexpired(): AccessToken | undefined {
    const { cached } = this.#state;
    return cached && this.clock.elapsed() < cached.expiresAt ? cached.token : undefined;
  }

  /** True for a token that another process requested. */
  isFromStore(token: AccessToken): boolean {
    return this.#fromStore.has(token);
  }

  /** Drops the token if it is the one in use. */
  reject(value: string): void {
    const next = withRejection(this.#state, value, this.clock.elapsed(), this.clock.monotonic());
    if (next === this.#state) return;
    this.#state = next;
    this.dependencies.reporter.report({ type: 'token.rejected', account: this.settings.name, at: this.clock.now() });
  }

  /** Ends the fetch in flight. `why` is what its callers are told, as part of a sentence. */
  close(why = 'the application is closing'): void {
    this.#closing.abort(createAbortedError(this.settings.name, why));
    this.#closing = new AbortController();
    this.#events?.settled(); // now, because the account may be created again before the fetch hears of its end
  }

  #getReason(): TokenReason {
    const { cached, generation } = this.#state;
    if (cached) return this.clock.elapsed() < cached.waitAt ? 'proactive' : 'expired';
    return generation === 0 ? 'cold' : 'rejected'; // only a rejection drops a token
  }

  /** Starts the one fetch. The state has its outcome before any caller hears of it, so that no caller joins a settled fetch. */
  #startFetch(): Observable<AccessToken> {
    const { clock, random, reporter, fetching } = this.dependencies;
    if (TOKEN_FETCH_STARTED.hasSubscribers) TOKEN_FETCH_STARTED.publish({ account: this.settings.name });
    const events = new TokenFetchEvents(this.settings, this.#getReason(), clock, reporter);
    this.#events = events;
    const inFlight = defer(() => this.#fetch(events)).pipe(
      map((grant) => {
        const token = toAccessToken(grant, clock);
        if (grant.isShared) this.#fromStore.add(token);
        this.#inFlight = undefined;
        this.#state = withGrant(this.#state, grant, token, clock.elapsed(), random());
        events.succeeded(grant, token);
        return token;
      }),
      catchError((reason: unknown) => {
        const failure = AsposeAuthError.is(reason) ? reason : createUnexpectedError(this.settings.name, reason);
        const lifetimeLeft = (this.#state.cached?.expiresAt ?? 0) - clock.elapsed();
        this.#inFlight = undefined;
        this.#state = withFailure(this.#state, failure, lifetimeLeft, clock.elapsed(), random());
        const isAborted = failure.code === 'ERR_ASPOSE_ABORTED';
        const error = copyError(failure, isAborted ? undefined : this.#getCooldown()?.waitMs);
        events.failed(error, this.getUnexpired() !== undefined);
        return throwError(() => error);
      }),
      finalize(() => fetching.delete(this)),
      shareReplay({ bufferSize: 1, refCount: false }),
    );
    this.#inFlight = inFlight;
    fetching.add(this);
    // Callers handle failures; without callers it must not be unhandled.
    runInRootContext(() => inFlight.subscribe({ error: () => undefined }));
    return inFlight;
  }

  async #fetch(events: TokenFetchEvents): Promise<TokenGrant> {
    const { clock } = this;
    let { generation } = this.#state;
    let discarded: string | undefined; // it may be in the store
    const grant = await this.client.fetchToken({
      maxAttempts: () => (this.getUnexpired() ? 1 : MAX_ATTEMPTS),
      signal: this.#closing.signal,
      isWanted: (grant) => grant.value !== discarded && isNewer(this.#state, grant, clock.elapsed(), clock.monotonic()),
      isCurrent: (grant) => {
        if (this.#state.generation === generation) return true;
        discarded = grant.value;
        return false;
      },
      onSend: () => {
        generation = this.#state.generation;
        this.requestCount += 1;
        events.requestSent();
      },
    });
    if (isRejected(this.#state, grant.value, clock.monotonic())) throw SameTokenError.create(this.settings);
    if (isExpired(grant, clock.elapsed()) && this.getUnexpired()) {
      throw toTokenError({ kind: 'invalid', reason: 'its token has expired already (expires_in)' }, this.settings);
    }
    return grant;
  }
}
