import type { AccessToken } from '../../../lib/token/access-token.js';
import type { TokenGrant } from '../../../lib/token/token-grant.js';
import { computeWindows, INITIAL_STATE, isNewer, type TokenState } from '../../../lib/token/token-state.js';

/** A token of the simulation. Moments are milliseconds since the start. */
export interface SimulatedToken {
  readonly sentAt: number;
  readonly generation: number;
}

/** What the replicas share: the last token whose request was answered, and the lease of the one under way. */
export class SharedStore {
  /** Asked for, not answered yet; one a moment, since tokens of one moment are as good as each other. */
  readonly #coming: SimulatedToken[] = [];
  #stored: { readonly token: SimulatedToken; readonly grant: TokenGrant } | undefined;
  /** What the asking replica holds; one object for all of them, or a million would be made. */
  readonly #held = { token: { value: 'held' } as AccessToken, refreshAt: 0, waitAt: 0, expiresAt: 0 };
  readonly #holding: TokenState = { ...INITIAL_STATE, cached: this.#held };

  constructor(
    private readonly lifetimeMs: number,
    private readonly latencyMs: number,
    private readonly hasLease: boolean,
  ) {}

  /** A token that is better than the one held, which was asked for at `heldSentAt`, if any. */
  find(now: number, heldSentAt: number): SimulatedToken | undefined {
    this.#receive(now);
    if (this.#stored === undefined) return undefined;
    const { token, grant } = this.#stored;
    this.#held.waitAt = computeWindows(heldSentAt, this.lifetimeMs, this.latencyMs, 0).waitAt;
    return isNewer(heldSentAt < 0 ? INITIAL_STATE : this.#holding, grant, now) ? token : undefined;
  }

  /** Whether another replica has the lease. */
  isLeased(): boolean {
    return this.hasLease && this.#coming.length > 0;
  }

  /** A replica asks for a token, which is here once the endpoint has answered. */
  ask(token: SimulatedToken): void {
    if (this.#coming.at(-1)?.sentAt !== token.sentAt) this.#coming.push(token);
  }

  #receive(now: number): void {
    const { lifetimeMs, latencyMs } = this;
    while (this.#coming[0] !== undefined && this.#coming[0].sentAt + latencyMs <= now) {
      const token = this.#coming.shift()!;
      this.#stored = { token, grant: { value: 'stored', sentAt: token.sentAt, lifetimeMs, latencyMs } };
    }
  }
}
