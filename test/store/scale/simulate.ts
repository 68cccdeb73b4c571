import { computeWindows } from '../../../lib/token/token-state.js';
import { Calendar } from './calendar.js';
import { seeded } from './random.js';
import { SharedStore } from './shared-store.js';
import { Tally } from './tally.js';

/** A fleet of busy replicas: each makes calls all the time, so that it acts as soon as its token's window opens. */
export interface FleetPlan {
  readonly replicas: number;
  readonly lifetimeMs: number;
  /** `'leased'` as with Redis, `'unleased'` as with a Keyv. */
  readonly store: 'none' | 'unleased' | 'leased';
  /** The replicas start at random moments of this time; 0 starts all at once. */
  readonly startedWithinMs: number;
  /** How often the fleet's token is replaced before the simulation ends. */
  readonly renewals: number;
}

/** The clock's step: what happens within it happens at once. */
export const TICK_MS = 50;
/** From a token request to its answer. */
export const LATENCY_MS = 100;
/** Longest pause between two looks at what the holder of the lease is doing. */
const LOOK_MS = 250;
const NO_TOKEN = -1;
const SEED = 1;

const tickAt = (moment: number) => Math.ceil(moment / TICK_MS);

/** Lets a fleet run through so many lives of its token, and counts its token requests. */
export function simulate({ replicas, lifetimeMs, store, startedWithinMs, renewals }: FleetPlan): Tally {
  const random = seeded(SEED);
  const tally = new Tally(renewals + 1);
  const calendar = new Calendar(replicas, tickAt(Math.max(lifetimeMs, startedWithinMs)) + 2);
  const shared = store === 'none' ? undefined : new SharedStore(lifetimeMs, LATENCY_MS, store === 'leased');
  const heldSince = new Float64Array(replicas).fill(NO_TOKEN);
  const generations = new Int16Array(replicas).fill(NO_TOKEN);
  let tick = 1; // a token of the moment 0 would be one that was refused at the moment 0

  const hold = (replica: number, sentAt: number, generation: number) => {
    heldSince[replica] = sentAt;
    generations[replica] = generation;
    if (generation >= renewals) return; // it has seen enough
    const { refreshAt } = computeWindows(sentAt, lifetimeMs, LATENCY_MS, random());
    calendar.put(replica, Math.max(tickAt(refreshAt), tick + 1));
  };
  /** No token, or its window is open: what `shareThrough` does, without the requests in between. */
  const turn = (replica: number) => {
    const now = tick * TICK_MS;
    const found = shared?.find(now, heldSince[replica]!);
    if (found) {
      hold(replica, found.sentAt, found.generation);
    } else if (shared?.isLeased()) {
      calendar.put(replica, tickAt(now + LOOK_MS * (0.5 + random() / 2)));
    } else {
      const generation = generations[replica]! + 1;
      tally.add(generation, now);
      shared?.ask({ sentAt: now, generation });
      hold(replica, now, generation);
    }
  };

  for (let replica = 0; replica < replicas; replica += 1)
    calendar.put(replica, tick + tickAt(random() * startedWithinMs));
  for (; calendar.waiting > 0; tick += 1) calendar.takeAll(tick, turn);
  return tally;
}
