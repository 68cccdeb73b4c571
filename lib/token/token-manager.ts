import { catchError, defer, finalize, map, type Observable, of, shareReplay, throwError } from 'rxjs';
import { AsposeAuthError } from '../errors.js';
import { TOKEN_AWAITED } from '../events/diagnostics-channels.js';
import type { Reporter } from '../events/event-reporter.js';
import type { TokenReason } from '../events/events.js';
import { type OutcomeCounts, outcomesOf, type TokenOutcome } from '../events/token-counters.js';
import type { AccountSettings } from '../options/settings.js';
import type { AccessToken } from './access-token.js';
import { abortedError, ownCopy, SameTokenError, unforeseenError } from './token-errors.js';
import { FlightLog } from './token-events.js';
import { type FlightTools, fly } from './token-fetch.js';
import { type Grant, tokenOf } from './token-grant.js';
import {
  type CycleState,
  decide,
  EMPTY_STATE,
  isBetter,
  isRejected,
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
export class TokenCycle {
  /** Requests sent to the token endpoint so far. */
  requests = 0;
  #state: CycleState = EMPTY_STATE;
  #flight: Observable<AccessToken> | undefined;
  /** Of the flight under way, or of the last one. */
  #log: FlightLog | undefined;
  readonly #fromStore = new WeakSet<AccessToken>();
  #closing = new AbortController();
  readonly #outcomes: OutcomeCounts;

  constructor(
    readonly settings: AccountSettings,
    private readonly tools: FlightTools,
    private readonly reporter: Reporter,
  ) {
    this.#outcomes = outcomesOf(settings.name);
  }

  get state(): CycleState {
    return this.#state;
  }

  get isFlying(): boolean {
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
  take(): AccessToken | undefined {
    const { held, setback } = this.#state;
    const now = this.now();
    const decision = decide(this.#state, this.isFlying, now);
    if (decision === 'wait') return undefined;
    if (decision === 'fail' && setback) {
      this.#outcomes.refused += 1;
      throw ownCopy(setback.error, setback.nextTryAt - now);
    }
    if (decision === 'use-and-refresh') this.#takeOff(1);
    if (held && now < held.refreshAt) this.#outcomes.hit += 1;
    else this.#outcomes.stale += 1;
    return held?.token;
  }

  /** The token of the flight under way, or of a new one. A failure falls back on the old token while that has not ended. */
  wait(): Observable<AccessToken> {
    return defer(() => {
      const joined = this.#flight !== undefined;
      let outcome: TokenOutcome = joined ? 'joined' : 'miss';
      if (TOKEN_AWAITED.hasSubscribers) TOKEN_AWAITED.publish({ account: this.settings.name, joined });
      const flight = this.#flight ?? this.#takeOff(this.usable() ? 1 : ATTEMPTS);
      return flight.pipe(
        catchError((error: AsposeAuthError) => {
          const usable = this.usable();
          if (usable) return of(usable);
          if (error.code !== 'ERR_ASPOSE_ABORTED') outcome = 'failed';
          return throwError(() => ownCopy(error));
        }),
        finalize(() => {
          this.#outcomes[outcome] += 1;
        }),
      );
    });
  }

  /** The token that is held, unless it has ended. Asks nobody. */
  usable(): AccessToken | undefined {
    const { held } = this.#state;
    return held && this.now() < held.endsAt ? held.token : undefined;
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
    this.#closing.abort(abortedError(this.settings.name, why));
    this.#closing = new AbortController();
    this.#log?.over(); // at once: the account may be opened anew before the flight hears of its end
  }

  #reason(): TokenReason {
    const { held, generation } = this.#state;
    if (held) return this.now() < held.waitAt ? 'proactive' : 'expired';
    return generation === 0 ? 'cold' : 'rejected'; // nothing but a rejection drops a token
  }

  /** Starts the one flight. What it comes to is in the state before anybody hears of it, so that nobody joins a dead one. */
  #takeOff(attempts: number): Observable<AccessToken> {
    const { clock, random } = this.tools;
    const log = new FlightLog(this.settings, this.#reason(), clock, this.reporter);
    this.#log = log;
    const flight = defer(() => this.#fly(attempts, log)).pipe(
      map((grant) => {
        const token = tokenOf(grant);
        if (grant.isShared) this.#fromStore.add(token);
        this.#flight = undefined;
        this.#state = withGrant(this.#state, grant, token, clock.now(), random());
        log.landed(grant);
        return token;
      }),
      catchError((reason: unknown) => {
        const error = AsposeAuthError.is(reason) ? reason : unforeseenError(this.settings.name, reason);
        const rotates = this.settings.secret?.rotates === true;
        this.#flight = undefined;
        this.#state = withFailure(this.#state, error, clock.now(), random(), rotates);
        log.failed(error, this.usable() !== undefined);
        return throwError(() => error);
      }),
      shareReplay({ bufferSize: 1, refCount: false }),
    );
    this.#flight = flight;
    flight.subscribe({ error: () => undefined }); // whoever waits hears of a failure; where nobody does, it is no crash
    return flight;
  }

  /** Flies again if the token was rejected meanwhile: what was granted before may be a victim of the same revocation. */
  async #fly(attempts: number, log: FlightLog): Promise<Grant> {
    const { signal } = this.#closing;
    for (;;) {
      const { generation } = this.#state;
      const onSend = () => {
        this.requests += 1;
        log.sent();
      };
      const isWanted = (grant: Grant) => isBetter(this.#state, grant, this.now());
      const grant = await fly(this.settings, this.tools, { attempts, signal, isWanted, onSend });
      if (this.#state.generation !== generation) continue;
      if (isRejected(this.#state, grant.value, this.now())) throw SameTokenError.about(this.settings);
      return grant;
    }
  }
}
