import { Injectable } from '@nestjs/common';
import { defer, type Observable, of } from 'rxjs';
import { AsposeAuthError } from '../errors.js';
import type { AsposeAuthEvent } from '../observe/events.js';
import type { AccessToken } from './access-token.js';
import { firstValue } from './first-value.js';
import type { TokenCycle } from './token-cycle.js';
import { abortedError } from './token-errors.js';
import { type AsposeTokenState, snapshotOf } from './token-snapshot.js';

/** The tokens of one account, injectable by class for the default account. */
@Injectable()
export class AsposeTokenService {
  /** Cold: emits the usable token once, at once where one is held, and completes. Unsubscribing disturbs nobody else. */
  readonly token$: Observable<AccessToken>;
  /** What happens to this account's tokens and requests, without secrets. Completes never. */
  readonly events$: Observable<AsposeAuthEvent>;
  readonly #cycle: TokenCycle;

  /** @internal Made by the module. */
  constructor(cycle: TokenCycle, events$: Observable<AsposeAuthEvent>) {
    this.#cycle = cycle;
    this.events$ = events$;
    this.token$ = defer(() => {
      this.#assertNotAnonymous();
      const token = cycle.take();
      return token ? of(token) : cycle.wait();
    });
  }

  /** A snapshot of what is held and when it is renewed, without secrets. */
  get state(): AsposeTokenState {
    return snapshotOf(this.#cycle);
  }

  /**
   * The usable token: the one that is held, or the one of the request under way.
   *
   * @param options.signal Ends this wait at once, and nobody else's.
   * @throws AsposeAuthError
   */
  getToken(options: { signal?: AbortSignal } = {}): Promise<AccessToken> {
    const { signal } = options;
    return firstValue(this.token$, signal, () => abortedError(this.#cycle.settings.name, 'its signal was aborted'));
  }

  /** The token that is held, unless it has ended. No I/O. */
  current(): AccessToken | undefined {
    return this.#cycle.usable();
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
