import { setTimeout as sleep } from 'node:timers/promises';
import { atRate } from '../measure/calls.mjs';
import { median } from '../measure/statistics.mjs';

export const title = 'The token endpoint out of order';
export const text =
  '100 calls a second; the token has 3 s to live when the endpoint begins to answer 500, for 6 s. Then it recovers.';
export const timeoutMs = 40_000;
export const columns = [
  { key: 'failedEarly', title: 'failed, the token good', digits: 0 },
  { key: 'failedLate', title: 'failed, no token', digits: 0 },
  { key: 'failMs', title: 'a failure takes, ms', digits: 1 },
  { key: 'perSecond', title: 'token requests, most in a second', digits: 0 },
  { key: 'recoveryMs', title: 'first success after recovery, ms', digits: 0 },
];

export const isFor = ({ isBare, name }) => !isBare && !['static-http-service', 'undici-request'].includes(name);

const LIFE_S = 4;
const GOOD_MS = 3_000;
const OUTAGE_MS = 6_000;
const AFTER_MS = 4_000;

function mostInASecond(times) {
  return Math.max(0, ...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length));
}

export async function run({ start, control }) {
  await control.set({ expiresIn: LIFE_S, tokenLatencyMs: 10 });
  const { call } = await start();
  const one = () => call('/v4.0/words/a.docx');
  await one().catch(one);
  await sleep(LIFE_S * 1_000 - GOOD_MS);
  await control.set({ tokenStatus: 500 });
  await control.reset();
  const recovers = sleep(OUTAGE_MS).then(async () => {
    const { tokenTimes } = await control.counters();
    await control.set({ tokenStatus: 200 });
    return tokenTimes;
  });
  const calls = await atRate(100, OUTAGE_MS + AFTER_MS, one);
  const failed = calls.filter(({ error, startedMs }) => error !== undefined && startedMs < OUTAGE_MS);
  // A few milliseconds around the expiry count for neither.
  const early = failed.filter(({ startedMs }) => startedMs < GOOD_MS - 200);
  const late = failed.filter(({ startedMs }) => startedMs >= GOOD_MS + 200);
  const first = calls.find(({ error, startedMs }) => error === undefined && startedMs >= OUTAGE_MS);
  return {
    failedEarly: early.length,
    failedLate: late.length,
    failMs: median(late.map(({ tookMs }) => tookMs)),
    perSecond: mostInASecond(await recovers),
    recoveryMs: first && first.startedMs + first.tookMs - OUTAGE_MS,
  };
}
