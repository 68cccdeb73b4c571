import { median } from './statistics.mjs';

/** Describes the result of a call in a word. */
export function wordFor(error) {
  if (typeof error?.asposeAuth === 'string') return error.asposeAuth;
  return String(error?.status ?? error?.response?.status ?? error?.response?.statusCode ?? error?.code ?? error?.name);
}

/** Starts that many calls at once, and counts their results. */
export async function atOnce(count, call) {
  const startedAt = performance.now();
  const settled = await Promise.allSettled(Array.from({ length: count }, call));
  const reasons = settled.filter(({ status }) => status === 'rejected').map(({ reason }) => wordFor(reason));
  const totalMs = performance.now() - startedAt;
  return { failed: reasons.length, reasons: [...new Set(reasons)].join(', '), totalMs };
}

/**
 * Measures microseconds per call of `count` calls, `inFlight` at a time: elapsed time, and processor time of this process, which
 * a busy machine affects less.
 */
export async function usPerCall(count, inFlight, call) {
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      await call();
    }
  };
  const startedAt = performance.now();
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: inFlight }, worker));
  const { user, system } = process.cpuUsage(before);
  return { callUs: ((performance.now() - startedAt) * 1_000) / count, cpuUs: (user + system) / count };
}

/** Computes the medians of batches. */
export const medians = (batches) => ({
  callUs: median(batches.map(({ callUs }) => callUs)),
  cpuUs: median(batches.map(({ cpuUs }) => cpuUs)),
});

/** Calls at a steady rate, without waiting for responses. Each result is `{ startedMs, tookMs, error? }`. */
export async function atRate(perSecond, forMs, call) {
  const startedAt = performance.now();
  const calls = [];
  const one = async () => {
    const begun = performance.now();
    const ended = { startedMs: begun - startedAt };
    try {
      await call();
    } catch (error) {
      ended.error = wordFor(error);
    }
    ended.tookMs = performance.now() - begun;
    return ended;
  };
  for (let elapsed = 0; elapsed < forMs; elapsed = performance.now() - startedAt) {
    while (calls.length < (elapsed * perSecond) / 1_000) calls.push(one());
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return Promise.all(calls);
}
