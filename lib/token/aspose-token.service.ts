import { Injectable } from '@nestjs/common';
import { defer, type Observable, of } from 'rxjs';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../errors.js';
import type { AsposeAuthEvent } from '../events/events.js';
import { firstValueOrAbort } from '../util/abort.js';
import type { AccessToken } from './access-token.js';
import { createAbortedError } from './token-errors.js';
import type { TokenManager } from './token-manager.js';

/** The tokens of one account, injectable by class for the default account. */
@Injectable()
export class AsposeTokenService {
  /** Cold: emits the usable token once, at once where one is held, and completes. Unsubscribing disturbs nobody else. */
  readonly token$: Observable<AccessToken>;
  /** What happens to this account's tokens and requests, without secrets. Completes never. */
  readonly events$: Observable<AsposeAuthEvent>;
  readonly #cycle: TokenManager;

  /** @internal Made by the module. */
  constructor(cycle: TokenManager, events$: Observable<AsposeAuthEvent>) {
    this.#cycle = cycle;
    this.events$ = events$;
    this.token$ = defer(() => {
      this.#assertNotAnonymous();
      const token = cycle.getCached();
      return token ? of(token) : cycle.waitForToken();
    });
  }

  /** A snapshot of what is held and when it is renewed, without secrets. */
  get state(): AsposeTokenState {
    return toSnapshot(this.#cycle);
  }

  /**
   * The usable token: the one that is held, or the one of the request under way.
   *
   * @param options.signal Ends this wait at once, and nobody else's.
   * @throws AsposeAuthError
   */
  getToken(options: { signal?: AbortSignal } = {}): Promise<AccessToken> {
    const { signal } = options;
    return firstValueOrAbort(this.token$, signal, () =>
      createAbortedError(this.#cycle.settings.name, 'its signal was aborted'),
    );
  }

  /** The token that is held, unless it has ended. No I/O. */
  current(): AccessToken | undefined {
    return this.#cycle.getUnexpired();
  }

  /** Drops the token named, because the API refused it. A no-op unless it is the current one. */
  reject(token: AccessToken | string): void {
    this.#cycle.reject(typeof token === 'string' ? token : token.value);
  }

  #assertNotAnonymous(): void {
    const { anonymous, name } = this.#cycle.settings;
    if (!anonymous) return;
    const text = 'This account is anonymous, so it has no token. Unset ASPOSE_ANONYMOUS (option anonymous) to use one.';
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name });
  }
}

/** An account's token state without secrets, as of one moment. Times are milliseconds since 1970. */
export interface AsposeTokenState {
  /** Name of the account. */
  readonly account: string;
  /**
   * - `'none'`: no token is held.
   * - `'fresh'`: a token is held and used.
   * - `'refresh-due'`: one is held and used, and it is time for the next.
   * - `'expiring'`: one is held in its last moments; callers wait for the next.
   */
  readonly status: 'none' | 'fresh' | 'refresh-due' | 'expiring';
  /** True while a token request is under way. */
  readonly requesting: boolean;
  /** Requests sent to the token endpoint since the start. */
  readonly tokenRequests: number;
  /** When the request of the token was sent. */
  readonly acquiredAt?: number;
  /** When the refresh in the background is due. */
  readonly refreshAt?: number;
  /** When callers begin to wait. */
  readonly waitAt?: number;
  /** When the token ends. */
  readonly expiresAt?: number;
  /** Milliseconds until then. */
  readonly remainingMs?: number;
  /** The last failure; absent once a token has arrived. */
  readonly lastError?: {
    readonly code: AsposeAuthErrorCode;
    readonly message: string;
    /** Failures in a row. */
    readonly failures: number;
    /** Milliseconds until the next try. */
    readonly retryAfterMs: number;
  };
}

/** The snapshot of a cycle. */
export function toSnapshot(cycle: TokenManager): AsposeTokenState {
  const { cached, lastFailure } = cycle.state;
  const now = cycle.now();
  const common = { account: cycle.settings.name, requesting: cycle.isFetching, tokenRequests: cycle.requestCount };
  const lastError = lastFailure && {
    code: lastFailure.error.code,
    message: lastFailure.error.message,
    failures: lastFailure.failures,
    retryAfterMs: Math.max(0, Math.ceil(lastFailure.nextTryAt - now)),
  };
  const trouble = lastError ? { lastError } : {};
  if (cached === undefined || now >= cached.expiresAt) return { ...common, status: 'none', ...trouble };
  const { refreshAt, waitAt, expiresAt, token } = cached;
  const status = now < refreshAt ? 'fresh' : now < waitAt ? 'refresh-due' : 'expiring';
  const times = {
    acquiredAt: token.acquiredAt.getTime(),
    refreshAt: Math.round(refreshAt),
    waitAt: Math.round(waitAt),
    expiresAt: token.expiresAt.getTime(),
    remainingMs: Math.round(expiresAt - now),
  };
  return { ...common, status, ...times, ...trouble };
}
