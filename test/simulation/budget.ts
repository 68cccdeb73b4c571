import type { Judge } from './judge.js';
import type { SentRequest } from './sent-request.js';
import type { World } from './world.js';

const LOCKOUT_WINDOW_MS = 600_000;
/** One more locks the pair. */
const MAX_REJECTED = 4;
/** No token is refreshed in the first quarter of its lifetime. 3 % less, because clocks drift. */
const MIN_SHARE = 0.25 * 0.97;
/** Time for a token to be in the store, after it was received. */
const STORED_AFTER_MS = 1_000;
/** A lease, and the time to acquire it. */
const LEASE_MS = 4_000;
const RATE_WINDOW_MS = 2_000;
/** Three attempts, a pause of 250 ms or more, and again. */
const MAX_RATE = 14;
/** Behind a good token: one attempt, a pause of 500 ms or more, then of a second or more. */
const MAX_RATE_BEHIND_TOKEN = 5;

/** A token that ends sooner than the stored one is not stored, unless the process knows that that was revoked. */
const getClaimedEnd = ({ sentAt, claimedMs = 0 }: SentRequest): number => sentAt + claimedMs;

/** Counts what is sent to the endpoint. */
export class Budget {
  readonly #lastGrants = new Map<string, SentRequest>();

  constructor(
    private readonly world: World,
    private readonly judge: Judge,
  ) {}

  /** Never more than four rejected requests of a pair in ten minutes of the service's clock, as far as the responses arrive. */
  checkLockout(answered: SentRequest): void {
    const { endpoint, plan } = this.world;
    const rejections = endpoint.rejections.filter(
      ({ request }) => request.endedAt !== undefined && !request.isAbandoned,
    );
    const rejection = rejections.find(({ request }) => request === answered);
    if (rejection === undefined) return;
    const { pair, process, serviceAt, at } = rejection;
    const recent = rejections.filter((one) => one.pair === pair && one.serviceAt > serviceAt - LOCKOUT_WINDOW_MS);
    const own = recent.filter((one) => one.process === process);
    if (own.length > MAX_REJECTED) {
      this.judge.fail('four rejected requests of a pair in ten minutes', `${process.label} has sent ${own.length}`);
    }
    const since = Math.min(...recent.map((one) => one.at)) - 1_000;
    if (
      recent.length > MAX_REJECTED &&
      plan.store === 'redis' &&
      recent.every(({ request }) => request.waitedMs < this.#maxWaitMs) &&
      this.#isStoreFine(since) &&
      !this.judge.absence.overlaps(since, at)
    ) {
      this.judge.fail('four rejected requests of a pair in ten minutes', `the fleet has sent ${recent.length}`);
    }
  }

  checkSent(request: SentRequest): void {
    this.#checkRate(request);
    this.#checkLeader(request);
  }

  /** One token request per lifetime and revocation. */
  checkGranted(request: SentRequest): void {
    const { from, pair, scope, sentAt, token } = request;
    const identity = `${pair} ${scope}`;
    const own = from.lastGrant;
    const held = this.judge.grants.get(from.lastHandedOut ?? '');
    if (held && getClaimedEnd(held) > getClaimedEnd(request)) from.lastHandedOut = undefined; // it is replaced all the same
    const last = this.#lastGrants.get(identity);
    const isKept = last?.token && !from.rejected.has(last.token.value) && getClaimedEnd(last) > getClaimedEnd(request);
    if (!isKept) this.#lastGrants.set(identity, request);
    if (this.world.plan.endpointCaches || own?.token === token || last?.token === token) return;
    if (own && this.#isEarly(own, request)) {
      this.judge.fail(
        'one token request per lifetime and revocation',
        `${from.process.label} requests again too early`,
      );
    }
    const isShared = this.world.plan.store === 'redis' || this.world.plan.store === 'cache';
    if (last === undefined || last.from.process === from.process || !isShared || !this.#isEarly(last, request)) return;
    if (this.#holdsLonger(last, from)) return;
    const since = Math.min(last.sentAt, from.fetchStartedAt) - LEASE_MS;
    if (!this.#isStoreFine(since) || this.judge.absence.overlaps(since, sentAt)) return;
    if (this.world.plan.store === 'redis' ? !this.#hadToSeeIt(last, request) : !this.#couldSeeIt(last, request)) return;
    this.judge.fail(
      'one token request per lifetime and revocation',
      `${from.process.label} does not use the stored token`,
    );
  }

  /** True if the process holds a token that ends later than the stored one, and so does not use that. */
  #holdsLonger(stored: SentRequest, { account }: SentRequest['from']): boolean {
    const held = this.judge.grants.get(account.tokens.current()?.value ?? '');
    return held !== undefined && getClaimedEnd(held) > getClaimedEnd(stored);
  }

  /** Both had the lease, so the token was stored before the lease was free. Without it, two may store at the same time. */
  #hadToSeeIt(last: SentRequest, { from, sentAt, waitedMs }: SentRequest): boolean {
    if ((this.world.store.tornReads.get(from.process.label) ?? 0) >= last.sentAt) return false;
    return (last.endedAt ?? sentAt) < sentAt && Math.max(waitedMs, last.waitedMs) < this.#maxWaitMs;
  }

  /** After two thirds of its deadline a process no longer waits for the lease; less, because clocks drift and polls take time. */
  get #maxWaitMs(): number {
    return this.world.plan.tokenDeadlineMs * 0.6;
  }

  /** Without a lease, processes may request at the same time, and one of the tokens is stored. */
  #couldSeeIt(last: SentRequest, { from, sentAt, pair, scope }: SentRequest): boolean {
    if (from.fetchStartedAt < (last.endedAt ?? sentAt) + STORED_AFTER_MS) return false;
    return !this.#isContended(`${pair} ${scope}`, last);
  }

  #isContended(identity: string, last: SentRequest): boolean {
    const { requests } = this.world.endpoint;
    const isSame = (one: SentRequest) => one !== last && `${one.pair} ${one.scope}` === identity;
    return requests.some(
      (one) => isSame(one) && one.sentAt < last.endedAt! + 1_000 && (one.endedAt ?? one.sentAt) > last.sentAt - 1_000,
    );
  }

  /** True if the earlier grant would do, as far as both processes can know. */
  #isEarly(earlier: SentRequest, { from, sentAt }: SentRequest): boolean {
    const { token, claimedMs = 0, endedAt = sentAt } = earlier;
    if (token === undefined || this.judge.grants.get(token.value)?.isRepeated) return false;
    if (from.rejected.has(token.value) || endedAt - earlier.sentAt > claimedMs / 5) return false;
    // A token that was rejected meanwhile makes a fetch start again.
    if ([from, earlier.from].some((one) => one.rejectedAt.some((at) => at >= earlier.sentAt))) return false;
    const isDisturbed = [from, earlier.from].some(({ process }) => process.clock.disturbedAt >= earlier.sentAt);
    return !isDisturbed && sentAt - earlier.sentAt < claimedMs * MIN_SHARE;
  }

  /** Only the process with the lease of the pair calls the endpoint. */
  #checkLeader({ from, pair, sentAt, waitedMs }: SentRequest): void {
    const { endpoint, plan } = this.world;
    if (plan.store !== 'redis' || waitedMs > this.#maxWaitMs) return;
    const isBusy = (one: SentRequest) =>
      one.pair === pair &&
      one.endedAt === undefined &&
      one.from !== from &&
      one.from.process.isAlive &&
      one.waitedMs <= this.#maxWaitMs;
    const other = endpoint.requests.findLast((one) => isBusy(one));
    if (other === undefined) return;
    const since = Math.min(other.sentAt, from.fetchStartedAt) - LEASE_MS;
    if (!this.#isStoreFine(since) || this.judge.absence.overlaps(since, sentAt)) return;
    this.judge.fail(
      'one token request per lifetime and revocation',
      `${from.process.label} requests while ${other.from.process.label} does`,
    );
  }

  /** Pauses between requests, whatever the endpoint answers. */
  #checkRate({ from, sentAt }: SentRequest): void {
    const { requests } = this.world.endpoint;
    let count = 0;
    for (let index = requests.length - 1; index >= 0; index -= 1) {
      const one = requests[index]!;
      if (one.sentAt < sentAt - RATE_WINDOW_MS) break;
      if (one.from === from && !this.#isGranted(one)) count += 1;
    }
    const max = this.#holdsToken({ from, sentAt }) ? MAX_RATE_BEHIND_TOKEN : MAX_RATE;
    if (count > max) this.judge.fail('pauses between requests', `${from.process.label} sent ${count} in 2 s`);
  }

  /** True if a token was granted, for some time or for those that waited only. */
  #isGranted(request: SentRequest): boolean {
    if (request.claimedMs === undefined) return false;
    return request.claimedMs > 0 || !this.#holdsToken(request);
  }

  #holdsToken({ from, sentAt }: Pick<SentRequest, 'from' | 'sentAt'>): boolean {
    const held = from.account.tokens.current()?.value;
    const grant = held === undefined ? undefined : this.judge.grants.get(held);
    if (grant === undefined || grant.isRepeated) return false; // granted again, so since when it is held is not known
    return (grant.endedAt ?? sentAt) < sentAt - RATE_WINDOW_MS;
  }

  #isStoreFine(since: number): boolean {
    return !this.world.store.trouble.overlaps(since, this.world.timeline.now);
  }
}
