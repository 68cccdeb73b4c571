import { AsposeAuthError } from '../../../lib/errors.js';
import { EMPTY_RECORD, getBlockedUntil, updateRecord } from '../../../lib/token/lockout-policy.js';
import { addJitter, type TokenResponse } from '../../../lib/token/token-response.js';
import { computeWindows, INITIAL_STATE, type TokenState, withFailure } from '../../../lib/token/token-state.js';
import { Calendar } from './calendar.js';
import { type EndpointPlan, LimitedEndpoint } from './endpoint.js';
import { seeded } from './random.js';
import { LATENCY_MS, TICK_MS } from './simulate.js';
import { WaitingLine } from './waiting-line.js';

/** A fleet of replicas that make one call a second each, and what happens to it at the moment 0. */
export interface DisturbancePlan {
  readonly replicas: number;
  readonly store: 'none' | 'unleased' | 'leased';
  readonly endpoint: EndpointPlan;
  /** Random moments of this time at which replicas find that they have no token; 0 is all at once. */
  readonly withoutTokenWithinMs?: number;
  /** Instead, they have tokens that expire at random moments of this time, or at one moment if it is one. */
  readonly tokensExpire?: readonly [from: number, until: number];
  readonly forMs: number;
}

export interface Disturbance {
  readonly requests: number;
  /** Most token requests of one second. */
  readonly peak: number;
  /** Calls that failed. */
  readonly failed: number;
  /** How long each replica was without a token that it needed, in milliseconds, in ascending order; infinite until the end. */
  readonly without: Float64Array;
}

export const LIFETIME_MS = 24 * 3_600_000;
const CALL_EVERY_MS = 1_000;
// As in lib/: the pauses of a fetch, which disturbances.spec.ts compares with those of a real token manager.
export const MAX_ATTEMPTS = 3;
export const FIRST_PAUSE_MS = 200;
const MAX_POLL_MS = 250;
const DEADLINE_MS = 30_000;
const MAX_WAIT_MS = DEADLINE_MS * (2 / 3);

const tickAt = (moment: number) => Math.ceil(moment / TICK_MS);
const UNAVAILABLE = new AsposeAuthError('ERR_ASPOSE_UNAVAILABLE', 'simulated', { account: 'default' });
const STATES: TokenState[] = Array.from({ length: 20 }, (_, failures) =>
  failures === 0 ? INITIAL_STATE : { ...INITIAL_STATE, lastFailure: { error: UNAVAILABLE, nextTryAt: 0, failures } },
);

/** When the next fetch may start after a failed one, as the package decides it. */
export const nextTryAfter = (failures: number, lifetimeLeftMs: number, now: number, random: number): number =>
  withFailure(STATES[Math.min(failures, STATES.length - 1)]!, UNAVAILABLE, lifetimeLeftMs, now, random).lastFailure!
    .nextTryAt;

/** The pause after an attempt of a fetch; see `pause()`. */
export const pauseAfter = (attempt: number, random: number): number =>
  FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + random / 2);

const blockedUntilAfter = (response: TokenResponse, now: number): number =>
  getBlockedUntil(updateRecord(EMPTY_RECORD, response, '', '', now), '', now)?.at ?? 0;

/** Lets a fleet live through a disturbance. The store's own latency, which is small beside the rest, is left out. */
export function disturb(plan: DisturbancePlan): Disturbance {
  const { replicas, store, forMs } = plan;
  const random = seeded(1);
  const endpoint = new LimitedEndpoint(plan.endpoint);
  const lastTick = tickAt(forMs);
  const calendar = new Calendar(replicas, lastTick + tickAt(LIFETIME_MS) + 1);
  const floats = () => new Float64Array(replicas);
  const [expiresAt, fetchStart, blockedUntil, waitsUntil, without] = [floats(), floats(), floats(), floats(), floats()];
  const [phase, attempt, failures] = [new Uint16Array(replicas), new Uint8Array(replicas), new Uint8Array(replicas)];
  /** The response that a replica waits for: 0 is none, 1 a token, 2 a failure. */
  const response = new Uint8Array(replicas);
  let failure: (TokenResponse & { kind: 'unavailable' }) | undefined;
  let failed = 0;
  let tick = 0;
  let now = 0;
  let storedSentAt = Number.NEGATIVE_INFINITY;
  let storedBlock = 0;
  let holder = -1;
  let leaseFreeAt = 0;
  const line = new WaitingLine(waitsUntil);

  /** The first call at that moment or later. */
  const nextCall = (replica: number, moment: number) => {
    const offset = phase[replica]!;
    return Math.ceil((moment - offset) / CALL_EVERY_MS) * CALL_EVERY_MS + offset;
  };
  const putAt = (replica: number, moment: number) => calendar.put(replica, Math.max(tickAt(moment), tick + 1));
  const hold = (replica: number, sentAt: number) => {
    if (expiresAt[replica]! <= now) without[replica]! += now - Math.max(expiresAt[replica]!, 0);
    expiresAt[replica] = sentAt + LIFETIME_MS;
    failures[replica] = 0;
    attempt[replica] = 0;
    putAt(replica, nextCall(replica, computeWindows(sentAt, LIFETIME_MS, LATENCY_MS, random()).refreshAt));
  };
  const release = (replica: number) => {
    if (holder !== replica) return;
    holder = -1;
    leaseFreeAt = now + (MAX_POLL_MS * (0.5 + random() / 2)) / Math.max(line.size, 1); // the next one looks
  };
  const fail = (replica: number) => {
    const lifetimeLeft = expiresAt[replica]! - now;
    const nextTryAt = nextTryAfter(failures[replica]!, lifetimeLeft, now, random());
    failures[replica] = Math.min(failures[replica]! + 1, 255);
    attempt[replica] = 0;
    const next = nextCall(replica, Math.max(nextTryAt, blockedUntil[replica]!, now + TICK_MS));
    const firstFailing = nextCall(replica, Math.max(fetchStart[replica]!, expiresAt[replica]!));
    failed += Math.max(0, (Math.min(next, forMs) - firstFailing) / CALL_EVERY_MS);
    putAt(replica, next);
  };
  const send = (replica: number) => {
    if (blockedUntil[replica]! > now) {
      release(replica);
      fail(replica);
      return;
    }
    const answer = endpoint.respond(now);
    if (answer) failure = answer;
    response[replica] = answer ? 2 : 1;
    putAt(replica, now + LATENCY_MS);
  };
  /** What `findSharedToken` does, without the looks in between. */
  const look = (replica: number) => {
    if (store === 'none') {
      send(replica);
      return;
    }
    if (storedSentAt + LIFETIME_MS > Math.max(expiresAt[replica]!, now)) {
      hold(replica, storedSentAt);
      return;
    }
    blockedUntil[replica] = Math.max(blockedUntil[replica]!, storedBlock);
    if (store === 'leased' && (holder !== -1 || line.size > 0)) {
      waitsUntil[replica] = Math.min(now + MAX_WAIT_MS, fetchStart[replica]! + DEADLINE_MS);
      line.add(replica);
      return;
    }
    if (store === 'leased') holder = replica;
    send(replica);
  };
  const settle = (replica: number, isGranted: boolean) => {
    const sentAt = now - LATENCY_MS;
    if (isGranted) {
      if (store !== 'none' && sentAt > storedSentAt) storedSentAt = sentAt;
      release(replica);
      hold(replica, sentAt);
      if (store === 'leased') line.takeAll((other) => putAt(other, now + MAX_POLL_MS * (0.5 + random() / 2)));
      return;
    }
    blockedUntil[replica] = blockedUntilAfter(addJitter(failure!, random), now);
    if (store !== 'none') storedBlock = Math.max(storedBlock, blockedUntil[replica]);
    release(replica);
    const isLast = attempt[replica]! >= (expiresAt[replica]! > fetchStart[replica]! ? 1 : MAX_ATTEMPTS);
    if (isLast || failure!.retryAfterMs !== undefined) fail(replica);
    else putAt(replica, now + pauseAfter(attempt[replica]!++, random()));
  };
  const turn = (replica: number) => {
    const kind = response[replica]!;
    response[replica] = 0;
    if (kind > 0) {
      settle(replica, kind === 1);
      return;
    }
    if (attempt[replica] === 0) {
      fetchStart[replica] = now;
      attempt[replica] = 1;
    }
    look(replica);
  };

  for (let replica = 0; replica < replicas; replica += 1) {
    phase[replica] = Math.floor((random() * CALL_EVERY_MS) / TICK_MS) * TICK_MS;
    const { withoutTokenWithinMs = 0, tokensExpire } = plan;
    if (tokensExpire) {
      const [from, until] = tokensExpire;
      const end = from + random() * (until - from);
      expiresAt[replica] = end;
      const { refreshAt } = computeWindows(end - LIFETIME_MS, LIFETIME_MS, LATENCY_MS, random());
      calendar.put(replica, tickAt(Math.max(nextCall(replica, refreshAt), 0)));
    } else {
      const start = tickAt(random() * withoutTokenWithinMs) * TICK_MS;
      expiresAt[replica] = start;
      phase[replica] = start % CALL_EVERY_MS;
      calendar.put(replica, tickAt(start));
    }
  }
  for (; tick < lastTick; tick += 1) {
    now = tick * TICK_MS;
    calendar.takeAll(tick, turn);
    if (line.size === 0) continue;
    if (holder === -1 && now >= leaseFreeAt) {
      holder = line.takeAny(random)!;
      blockedUntil[holder] = Math.max(blockedUntil[holder]!, storedBlock);
      send(holder);
    }
    line.takeLate(now, (replica) => {
      blockedUntil[replica] = Math.max(blockedUntil[replica]!, storedBlock); // it has seen it at each look
      if (now >= fetchStart[replica]! + DEADLINE_MS) fail(replica);
      else send(replica);
    });
  }
  for (let replica = 0; replica < replicas; replica += 1) {
    if (expiresAt[replica]! <= forMs) without[replica] = Number.POSITIVE_INFINITY;
  }
  return { requests: endpoint.requests, peak: endpoint.peak, failed, without: without.sort() };
}
