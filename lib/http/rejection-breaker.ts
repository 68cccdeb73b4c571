/** Different tokens that an origin refuses in a row before it is believed to refuse them all. */
const MOST_IN_A_ROW = 3;
const REST_MS = 10_000;

interface Tally {
  readonly lastRefused: string;
  readonly count: number;
  readonly restUntil: number;
}

/**
 * One account's memory of origins that refuse every token, so that an API which is set up wrongly costs no token request per
 * call: after three fresh tokens in a row, none is asked for during 10–20 s because of that origin.
 */
export class RejectionBreaker {
  readonly #tallies = new Map<string, Tally>();

  /** True while a 401 of this origin is no reason to ask for another token. */
  isResting(origin: string, now: number): boolean {
    const tally = this.#tallies.get(origin);
    return tally !== undefined && now < tally.restUntil;
  }

  /**
   * Counts a token that was in use when the origin refused it.
   *
   * @param random From 0 up to 1.
   */
  refused(origin: string, token: string, now: number, random: number): void {
    const before = this.#tallies.get(origin);
    if (before?.lastRefused === token) return;
    const count = (before?.count ?? 0) + 1;
    const restUntil = count >= MOST_IN_A_ROW ? now + REST_MS * (1 + random) : 0;
    this.#tallies.set(origin, { lastRefused: token, count, restUntil });
  }

  accepted(origin: string): void {
    if (this.#tallies.size > 0) this.#tallies.delete(origin);
  }
}

const breakers = new WeakMap<object, RejectionBreaker>();

/** The breaker of an account, whichever client its requests go through. */
export function breakerOf(account: object): RejectionBreaker {
  const breaker = breakers.get(account) ?? new RejectionBreaker();
  breakers.set(account, breaker);
  return breaker;
}
