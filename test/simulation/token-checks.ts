import type { Call } from './calls.js';
import type { SentRequest } from './sent-request.js';
import type { SimProcess, WatchedAccount } from './sim-process.js';
import type { World } from './world.js';

type Broken = readonly [invariant: string, details: string];
type Grants = ReadonlyMap<string, SentRequest>;

/** True if the process requested its token at most 87 % of its lifetime ago, and nothing speaks against it. */
export function holdsUsableToken(watched: WatchedAccount, grants: Grants, now: number): boolean {
  const { lastHandedOut, rejected, process } = watched;
  const grant = lastHandedOut === undefined ? undefined : grants.get(lastHandedOut);
  if (grant?.claimedMs === undefined || rejected.has(lastHandedOut!) || grant.isRepeated) return false;
  if (process.clock.disturbedAt >= grant.sentAt || grant.from !== watched) return false;
  return now < grant.sentAt + grant.claimedMs * 0.87 - 20;
}

/** The invariant that a token breaks by being handed out to a call, and how; `undefined` if it breaks none. */
export function checkToken(call: Call, watched: WatchedAccount, grants: Grants, world: World): Broken | undefined {
  const value = call.token ?? '';
  const grant = grants.get(value);
  // If the endpoint grants a token again with another lifetime, nobody knows when it ends.
  if (watched.rejected.has(value) && !grant?.isRepeated) {
    return ['a rejected token is never handed out', `call ${call.id} got ${value}`];
  }
  if (grant?.token === undefined || grant.claimedMs === undefined || grant.claimedMs <= 0) return;
  const { process } = call;
  // Neither it nor the process that has stored the token can tell by its clocks how long it was suspended.
  const isTimeLost = (one: SimProcess) => one.suspendCount > 0 && one.stepBackCount > 0;
  if (isTimeLost(process) || isTimeLost(grant.from.process)) return;
  const { now } = world.timeline;
  // For those that waited, even if it has expired on arrival.
  if (watched.lastGrant?.token?.value === value && watched.lastGrant.endedAt === now) return;
  const { plan } = world;
  const expiresAt = Math.max(grant.token.expiresAt, grant.claimedUntil ?? 0);
  const shared = grant.from !== watched;
  const isDated = shared && plan.store === 'cache-without-time';
  // The age of its values is told by wall clocks, so they have to be right.
  if (isDated && plan.clocks.some(({ rate }) => rate !== 1)) return;
  if (isDated && (process.isClockWrong || grant.from.process.isClockWrong)) return;
  const toleranceMs =
    grant.claimedMs * 0.031 +
    20 +
    (shared ? plan.storeLatencyMs * 2 : 0) +
    // A client that repeats a command begins the time to live again; the token may be this process' own.
    (plan.store === 'cache' && world.store.trouble.overlaps(grant.sentAt, now) ? 950 : 0) +
    2_100 * (process.suspendCount + (shared ? grant.from.process.suspendCount : 0)); // less than this is not noticed
  if (now <= expiresAt + toleranceMs) return;
  const ended = Math.round(now - expiresAt);
  return ['an ended token is never handed out', `call ${call.id} got ${value}, which ended ${ended} ms ago`];
}
