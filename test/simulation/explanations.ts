import type { Call } from './calls.js';
import type { Judge } from './judge.js';
import type { SentRequest } from './sent-request.js';
import type { World } from './world.js';

/** The pause after a failure, by a slow clock, and the time of a request. */
const COOLDOWN_MS = 1_300;
/** After a response that no token endpoint gives. */
const LONG_COOLDOWN_MS = 5_300;
/** The guard's window, by a slow clock. */
const WINDOW_MS = 706_000;

/**
 * Whether an outcome can be explained by what was wrong at that time. A failure whose cause is over, that blames something else,
 * or that another account or process has caused, cannot; neither can a long wait.
 */
export function findUnexplained(call: Call, world: World, judge: Judge): readonly [string, string] | undefined {
  const { error, process } = call;
  if (process.clock.disturbedAt > call.calledAt - LONG_COOLDOWN_MS) return undefined; // its own clock is wrong
  if (error === undefined) return findLongWait(call, world, judge);
  const tooLong = findLongRetry(call, world);
  if (tooLong) return ['a wrong clock harms its own process only', tooLong];
  if (isExplained(call, world, judge)) return undefined;
  return ['a failure has a cause', `call ${call.id} failed with ${error.code} (${error.message}) for no reason`];
}

function findLongRetry({ id, error, process }: Call, { timeline, endpoint }: World): string | undefined {
  if (process.isClockWrong) return undefined; // a date tells it a wrong wait
  const wait = error?.retryAfterMs ?? 0;
  const asked = (endpoint.patienceUntil - timeline.now) * 1.03 + 2_000;
  if (wait <= Math.max(690_000, asked)) return undefined; // ten minutes, and a minute of jitter
  return `call ${id} shall try again in ${Math.round(wait / 1_000)} s`;
}

function isExplained(call: Call, world: World, judge: Judge): boolean {
  const { endpoint, timeline, plan } = world;
  const { process, watched, error, startedAt } = call;
  const { now } = timeline;
  // A monotonic clock stands still while its process is suspended, so it waits longer, and what it then shares looks younger.
  const { suspendedMs } = judge;
  const pausedSince = startedAt - COOLDOWN_MS - suspendedMs;
  // The failure of a fetch may be due to any of its attempts.
  const since = Math.min(pausedSince, watched?.fetchStartedAt ?? pausedSince);
  // The age of its values is told by wall clocks, so they have to be right.
  const isAgeWrong =
    plan.store === 'cache-without-time' && plan.clocks.some((one) => one.rate !== 1 || one.offsetMs !== 0);
  if (isAgeWrong && error?.retryAfterMs !== undefined) return true;
  switch (error?.code) {
    case 'ERR_ASPOSE_ABORTED':
      return call.controller.signal.aborted || process.isClosed || judge.wasForgotten(call);
    case 'ERR_ASPOSE_UNAVAILABLE':
      if (process.isClockWrong && endpoint.hasSentDate) return true;
      // A secret that arrives late leaves too little time for the request.
      return endpoint.unavailable.overlaps(since, now) || process.secretTrouble.overlaps(since, now);
    case 'ERR_ASPOSE_TOKEN_RESPONSE':
      return endpoint.invalid.overlaps(startedAt - LONG_COOLDOWN_MS, now);
    case 'ERR_ASPOSE_CONFIG':
      return process.secretTrouble.overlaps(since, now);
    case 'ERR_ASPOSE_ACCOUNT':
      return watched === undefined && process.resolverTrouble.overlaps(call.calledAt - 1 - process.suspendedMs, now);
  }
  const clientId = watched?.account.settings.clientId;
  const isCurrent = (pair: string) =>
    plan.secret === 'text' || clientId !== 'main' || pair === `main/secret-${endpoint.secretVersion}`;
  const isRotating = judge.rotations.overlaps(pausedSince, now);
  const own = endpoint.rejections.filter(
    (one) =>
      one.clientId === clientId &&
      one.at > now - WINDOW_MS - suspendedMs &&
      (one.scope === undefined || one.scope === watched?.scope) &&
      (isRotating || isCurrent(one.pair)),
  );
  if (error?.code === 'ERR_ASPOSE_CREDENTIALS') return own.length > 0;
  if (process.isClockWrong && endpoint.hasSentDate) return true;
  if (error?.code === 'ERR_ASPOSE_LOCKED_OUT') return own.length > 0 || endpoint.rateLimited.overlaps(since, now);
  return false;
}

/** After the last fault has ended everybody has a token within a second, and the time of the requests. */
function findLongWait(call: Call, world: World, judge: Judge): readonly [string, string] | undefined {
  const { endpoint, store, timeline, plan } = world;
  const { startedAt, process } = call;
  const { now } = timeline;
  const waited = now - startedAt;
  // Requests of a pair are sent one after the other, those for other accounts included.
  const isOther = (one: SentRequest) => one.from !== call.watched && one.pair.startsWith('main/');
  const others = endpoint.requests.filter((one) => one.sentAt >= startedAt && isOther(one)).length;
  const isStoreInTrouble = store.trouble.overlaps(startedAt - 3_300, now);
  const isAnyoneAbsent = judge.absence.overlaps(startedAt - 3_300, now);
  const allowed =
    (plan.store === 'redis' ? 2_000 : 1_100) +
    plan.endpointLatencyMs * 8 +
    plan.storeLatencyMs * 6 +
    (plan.store === 'redis' ? others * 600 : 0) +
    (isStoreInTrouble ? 4_500 : 0) +
    (isAnyoneAbsent ? 3_500 : 0);
  // A request that hangs goes on hanging after a suspension, in which its timeout stands still.
  const since = startedAt - COOLDOWN_MS - process.suspendedMs;
  if (waited <= allowed || endpoint.unavailable.overlaps(since, now)) return undefined;
  if (endpoint.invalid.overlaps(startedAt - COOLDOWN_MS, now)) return undefined;
  if (process.secretTrouble.overlaps(startedAt - COOLDOWN_MS, now)) return undefined;
  return ['everybody has a token soon', `call ${call.id} waited ${Math.round(waited)} ms although the endpoint works`];
}
