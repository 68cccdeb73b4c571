import { median } from './statistics.mjs';

/** How a call ended, in a word. */
export function wordFor(error) {
  if (typeof error?.asposeAuth === 'string') return error.asposeAuth;
  return String(error?.status ?? error?.response?.status ?? error?.response?.statusCode ?? error?.code ?? error?.name);
}

/** As many calls at once; what became of them. */
export async function atOnce(count, call) {
  const startedAt = performance.now();
  const settled = await Promise.allSettled(Array.from({ length: count }, call));
  const reasons = settled.filter(({ status }) => status === 'rejected').map(({ reason }) => wordFor(reason));
  const totalMs = performance.now() - startedAt;
  return { failed: reasons.length, reasons: [...new Set(reasons)].join(', '), totalMs };
}

/**
 * Microseconds a call of `count` calls, `inFlight` at a time: by the clock, and of this process' processor time, which a busy
 * machine disturbs less.
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

/** The medians of what batches took. */
export const medians = (batches) => ({
  callUs: median(batches.map(({ callUs }) => callUs)),
  cpuUs: median(batches.map(({ cpuUs }) => cpuUs)),
});

/** Calls at a steady rate, whether answered or not: `{ startedMs, tookMs, error? }` each. */
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
