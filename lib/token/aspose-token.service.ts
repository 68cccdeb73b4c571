import { Injectable } from '@nestjs/common';
import { defer, type Observable, of } from 'rxjs';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../errors.js';
import type { AsposeAuthEvent } from '../events/events.js';
import { firstValueOrAbort } from '../util/abort.js';
import type { AccessToken } from './access-token.js';
import { createAbortedError } from './token-errors.js';
import type { TokenManager } from './token-manager.js';

/**
 * The tokens of one account. Inject it by class for the default account, and with `@InjectAsposeTokenService(account)` for
 * another.
 *
 * @example
 * constructor(private readonly tokens: AsposeTokenService) {}
 *
 * async header() {
 *   return (await this.tokens.getToken()).authorization;
 * }
 */
@Injectable()
export class AsposeTokenService {
  /**
   * Cold observable: emits the usable token once, synchronously if one is cached, and completes. Unsubscribing affects no other
   * subscriber. Fails with an `AsposeAuthError`.
   */
  readonly token$: Observable<AccessToken>;
  /** Events of this account's tokens and requests. They hold no secrets. Completes when the account is closed, forgotten or evicted. */
  readonly events$: Observable<AsposeAuthEvent>;
  readonly #manager: TokenManager;

  /** @internal Created by the module. */
  constructor(manager: TokenManager, events$: Observable<AsposeAuthEvent>) {
    this.#manager = manager;
    this.events$ = events$;
    this.token$ = defer(() => {
      this.#assertNotAnonymous();
      const token = manager.getCached();
      return token ? of(token) : manager.waitForToken();
    });
  }

  /** A snapshot of the token state without secrets. */
  get state(): AsposeTokenState {
    return toSnapshot(this.#manager);
  }

  /**
   * Returns the usable token: the cached one, or the one of the request in flight.
   *
   * @param options.signal Ends this call's wait at once, and no other's. Default: none.
   * @throws AsposeAuthError If there is no token; `code` says why.
   */
  getToken(options: { signal?: AbortSignal } = {}): Promise<AccessToken> {
    const { signal } = options;
    const onAbort = () => createAbortedError(this.#manager.settings.name, 'its signal was aborted');
    return firstValueOrAbort(this.token$, signal, onAbort);
  }

  /** The cached token, unless it has expired. No I/O. */
  current(): AccessToken | undefined {
    return this.#manager.getUnexpired();
  }

  /**
   * Drops a token that the API has rejected. Does nothing unless it is the current one, so that late calls do no harm.
   *
   * @param token The token, or its value.
   */
  reject(token: AccessToken | string): void {
    this.#manager.reject(typeof token === 'string' ? token : token.value);
  }

  #assertNotAnonymous(): void {
    const { anonymous, name } = this.#manager.settings;
    if (!anonymous) return;
    const text = 'This account is anonymous, so it has no token. Unset ASPOSE_ANONYMOUS (option anonymous) to use one.';
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name });
  }
}

/** The token state of an account at one moment, without secrets. Times are milliseconds since 1970. */
export interface AsposeTokenState {
  /** Name of the account. */
  readonly account: string;
  /**
   * - `'none'`: there is no token.
   * - `'fresh'`: a token is cached and used.
   * - `'refresh-due'`: a token is cached and used, and the next one is due.
   * - `'expiring'`: the cached token is about to expire; callers wait for the next one.
   */
  readonly status: 'none' | 'fresh' | 'refresh-due' | 'expiring';
  /** True while a token request is in flight. */
  readonly requesting: boolean;
  /** Requests sent to the token endpoint since the start. */
  readonly tokenRequests: number;
  /** When the request for the token was sent. */
  readonly acquiredAt?: number;
  /** When the background refresh is due. */
  readonly refreshAt?: number;
  /** When callers begin to wait. */
  readonly waitAt?: number;
  /** When the token expires. */
  readonly expiresAt?: number;
  /** Milliseconds until the token expires. */
  readonly remainingMs?: number;
  /** The last failure; absent once a token was granted. */
  readonly lastError?: {
    readonly code: AsposeAuthErrorCode;
    readonly message: string;
    /** Failures in a row. */
    readonly failures: number;
    /** Milliseconds until the next try. */
    readonly retryAfterMs: number;
  };
}

function toSnapshot(manager: TokenManager): AsposeTokenState {
  const { cached, lastFailure } = manager.state;
  const { clock } = manager;
  const now = clock.elapsed();
  const toWallClock = (time: number) => Math.round(clock.now() + time - now);
  const cooldown = lastFailure && manager.getCooldownError();
  const common = {
    account: manager.settings.name,
    requesting: manager.isFetching,
    tokenRequests: manager.requestCount,
  };
  const { code, message } = cooldown ?? lastFailure?.error ?? {};
  const error = lastFailure && {
    lastError: {
      code: code!,
      message: message!,
      failures: lastFailure.failures,
      retryAfterMs: cooldown?.retryAfterMs ?? 0,
    },
  };
  if (cached === undefined || now >= cached.expiresAt) return { ...common, status: 'none', ...error };
  const { refreshAt, waitAt, expiresAt, token } = cached;
  return {
    ...common,
    status: now < refreshAt ? 'fresh' : now < waitAt ? 'refresh-due' : 'expiring',
    acquiredAt: token.acquiredAt.getTime(),
    refreshAt: toWallClock(refreshAt),
    waitAt: toWallClock(waitAt),
    expiresAt: token.expiresAt.getTime(),
    remainingMs: Math.round(expiresAt - now),
    ...error,
  };
}
