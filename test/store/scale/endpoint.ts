import type { TokenResponse } from '../../../lib/token/token-response.js';

/** What the token endpoint of a simulation can take. Times are milliseconds since the start. */
export interface EndpointPlan {
  /** Requests of one second that get a token, or below 1, one request in so many seconds. The others get a 503. */
  readonly perSecond: number;
  /** Asks for this wait in each 503. Default: does not. */
  readonly retryAfterMs?: number | undefined;
  /** In this time every request gets a 503. */
  readonly outage?: readonly [from: number, until: number] | undefined;
}

const UNAVAILABLE = { kind: 'unavailable', status: 503, reason: 'answered 503' } as const;

/** A token endpoint that can take a limited number of requests a second. Counts what it is sent. */
export class LimitedEndpoint {
  requests = 0;
  /** Most requests of one second. */
  peak = 0;
  readonly #unavailable: TokenResponse & { kind: 'unavailable' };
  #second = -1;
  #inSecond = 0;
  #window = -1;
  #inWindow = 0;

  constructor(private readonly plan: EndpointPlan) {
    const { retryAfterMs } = plan;
    this.#unavailable = retryAfterMs === undefined ? UNAVAILABLE : { ...UNAVAILABLE, retryAfterMs };
  }

  /** `undefined` is a token. */
  respond(now: number): (TokenResponse & { kind: 'unavailable' }) | undefined {
    const { perSecond, outage } = this.plan;
    const second = Math.floor(now / 1_000);
    this.#inSecond = second === this.#second ? this.#inSecond + 1 : 1;
    this.#second = second;
    this.requests += 1;
    this.peak = Math.max(this.peak, this.#inSecond);
    const window = Math.floor((now * Math.min(perSecond, 1)) / 1_000);
    this.#inWindow = window === this.#window ? this.#inWindow + 1 : 1;
    this.#window = window;
    const isOut = outage !== undefined && now >= outage[0] && now < outage[1];
    return isOut || this.#inWindow > Math.max(perSecond, 1) ? this.#unavailable : undefined;
  }
}
