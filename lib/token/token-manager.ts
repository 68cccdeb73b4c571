import { catchError, defer, finalize, map, type Observable, of, shareReplay, throwError } from 'rxjs';
import { AsposeAuthError } from '../errors.js';
import { TOKEN_AWAITED } from '../events/diagnostics-channels.js';
import type { EventReporter } from '../events/event-reporter.js';
import type { TokenReason } from '../events/events.js';
import { getTokenCounts, type TokenCounts, type TokenLookupOutcome } from '../events/token-counters.js';
import type { AccountSettings } from '../options/settings.js';
import type { AccessToken } from './access-token.js';
import { copyError, createAbortedError, createUnexpectedError, SameTokenError } from './token-errors.js';
import { TokenFetchEvents } from './token-events.js';
import { type FetchDependencies, fetchToken } from './token-fetch.js';
import { type TokenGrant, toAccessToken } from './token-grant.js';
import {
  decideRefresh,
  INITIAL_STATE,
  isNewer,
  isRejected,
  type TokenState,
  withFailure,
  withGrant,
  withRejection,
} from './token-state.js';

/** Attempts of a flight that callers without a token wait for; with one that still serves, the next flight is the retry. */
const ATTEMPTS = 3;

/**
 * The life of one account's tokens: what is held, when another is asked for, and who waits for it.
 * What it knows is one immutable value; a flight is one observable that all its callers share.
 */
export class TokenManager {
  /** Requests sent to the token endpoint so far. */
  requestCount = 0;
  #state: TokenState = INITIAL_STATE;
  #flight: Observable<AccessToken> | undefined;
  /** Of the flight under way, or of the last one. */
  #log: TokenFetchEvents | undefined;
  readonly #fromStore = new WeakSet<AccessToken>();
  #closing = new AbortController();
  readonly #outcomes: TokenCounts;

  constructor(
    readonly settings: AccountSettings,
    private readonly tools: FetchDependencies,
    private readonly reporter: EventReporter,
  ) {
    this.#outcomes = getTokenCounts(settings.name);
  }

  get state(): TokenState {
    return this.#state;
  }

  get isFetching(): boolean {
    return this.#flight !== undefined;
  }

  now(): number {
    return this.tools.clock.now();
  }

  /**
   * The token for a caller of this moment, at once; `undefined` where the caller has to wait. Starts a refresh in the
   * background where the rules say so.
   *
   * @throws AsposeAuthError while the last failure asks for patience.
   */
  getCached(): AccessToken | undefined {
    const { cached, lastFailure } = this.#state;
    const now = this.now();
    const decision = decideRefresh(this.#state, this.isFetching, now);
    if (decision === 'wait') return undefined;
    if (decision === 'fail' && lastFailure) {
      this.#outcomes.failed_fast += 1;
      throw copyError(lastFailure.error, lastFailure.nextTryAt - now);
    }
    if (decision === 'use-and-refresh') this.#takeOff(1);
    if (cached && now < cached.refreshAt) this.#outcomes.hit += 1;
    else this.#outcomes.refresh_due += 1;
    return cached?.token;
  }

  /** The token of the flight under way, or of a new one. A failure falls back on the old token while that has not ended. */
  waitForToken(): Observable<AccessToken> {
    return defer(() => {
      const joined = this.#flight !== undefined;
      let outcome: TokenLookupOutcome = joined ? 'joined' : 'miss';
      if (TOKEN_AWAITED.hasSubscribers) TOKEN_AWAITED.publish({ account: this.settings.name, joined });
      const flight = this.#flight ?? this.#takeOff(this.getUnexpired() ? 1 : ATTEMPTS);
      return flight.pipe(
        catchError((error: AsposeAuthError) => {
          const usable = this.getUnexpired();
          if (usable) return of(usable);
          if (error.code !== 'ERR_ASPOSE_ABORTED') outcome = 'failed';
          return throwError(() => copyError(error));
        }),
        finalize(() => {
          this.#outcomes[outcome] += 1;
        }),
      );
    });
  }

  /** The token that is held, unless it has ended. Asks nobody. */
  getUnexpired(): AccessToken | undefined {
    const { cached } = this.#state;
    return cached && this.now() < cached.expiresAt ? cached.token : undefined;
  }

  /** True for a token that another process asked for. */
  isFromStore(token: AccessToken): boolean {
    return this.#fromStore.has(token);
  }

  /** Drops the token if it is the one in use. */
  reject(value: string): void {
    const next = withRejection(this.#state, value, this.now());
    if (next === this.#state) return;
    this.#state = next;
    this.reporter.report({ type: 'token.rejected', account: this.settings.name, at: this.now() });
  }

  /**
   * Ends the flight under way.
   *
   * @param why What its callers are told, as part of a sentence.
   */
  close(why = 'the application is closing'): void {
    this.#closing.abort(createAbortedError(this.settings.name, why));
    this.#closing = new AbortController();
    this.#log?.settled(); // at once: the account may be opened anew before the flight hears of its end
  }

  #reason(): TokenReason {
    const { cached, generation } = this.#state;
    if (cached) return this.now() < cached.waitAt ? 'proactive' : 'expired';
    return generation === 0 ? 'cold' : 'rejected'; // nothing but a rejection drops a token
  }

  /** Starts the one flight. What it comes to is in the state before anybody hears of it, so that nobody joins a dead one. */
  #takeOff(attempts: number): Observable<AccessToken> {
    const { clock, random } = this.tools;
    const log = new TokenFetchEvents(this.settings, this.#reason(), clock, this.reporter);
    this.#log = log;
    const flight = defer(() => this.#fly(attempts, log)).pipe(
      map((grant) => {
        const token = toAccessToken(grant);
        if (grant.isShared) this.#fromStore.add(token);
        this.#flight = undefined;
        this.#state = withGrant(this.#state, grant, token, clock.now(), random());
        log.succeeded(grant);
        return token;
      }),
      catchError((reason: unknown) => {
        const error = AsposeAuthError.is(reason) ? reason : createUnexpectedError(this.settings.name, reason);
        const rotates = this.settings.secret?.rotates === true;
        this.#flight = undefined;
        this.#state = withFailure(this.#state, error, clock.now(), random(), rotates);
        log.failed(error, this.getUnexpired() !== undefined);
        return throwError(() => error);
      }),
      shareReplay({ bufferSize: 1, refCount: false }),
    );
    this.#flight = flight;
    flight.subscribe({ error: () => undefined }); // whoever waits hears of a failure; where nobody does, it is no crash
    return flight;
  }

  /** Flies again if the token was rejected meanwhile: what was granted before may be a victim of the same revocation. */
  async #fly(attempts: number, log: TokenFetchEvents): Promise<TokenGrant> {
    const { signal } = this.#closing;
    for (;;) {
      const { generation } = this.#state;
      const onSend = () => {
        this.requestCount += 1;
        log.requestSent();
      };
      const isWanted = (grant: TokenGrant) => isNewer(this.#state, grant, this.now());
      const grant = await fetchToken(this.settings, this.tools, { attempts, signal, isWanted, onSend });
      if (this.#state.generation !== generation) continue;
      if (isRejected(this.#state, grant.value, this.now())) throw SameTokenError.about(this.settings);
      return grant;
    }
  }
}
