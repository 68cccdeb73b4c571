import type { AsposeAuthEvent, TokenAcquired } from '../observe/events.js';

/** How long a token that has ended is still reported: so long a look back finds it, and a forgotten account goes. */
const REPORTED_AFTER_END_MS = 10 * 60_000;

/** What is left of the life of each account's token, from its events. */
export class LifeGauge {
  readonly #endsAt = new Map<string, number>();

  constructor(private readonly now: () => number = () => Date.now()) {}

  note(event: AsposeAuthEvent): void {
    if (event.type === 'token.acquired') this.#endsAt.set(event.account, this.#endOf(event));
    else if (event.type === 'token.rejected') this.#endsAt.set(event.account, this.now());
  }

  /** Seconds by account. */
  read(): [account: string, seconds: number][] {
    const now = this.now();
    for (const [account, endsAt] of this.#endsAt) {
      if (now - endsAt > REPORTED_AFTER_END_MS) this.#endsAt.delete(account);
    }
    return [...this.#endsAt].map(([account, endsAt]) => [account, Math.max(0, endsAt - now) / 1_000]);
  }

  /** Life counts from the request; of several, which only the flight knows, from the first: never too long. */
  #endOf({ expiresAt, lifeMs, durationMs }: TokenAcquired): number {
    return expiresAt ?? this.now() + Math.max(0, lifeMs - durationMs);
  }
}
