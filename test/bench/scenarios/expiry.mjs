import { atRate } from '../measure/calls.mjs';
import { quantile } from '../measure/statistics.mjs';

export const title = 'Tokens that expire under load';
export const text =
  '200 calls a second for 13 s; tokens live 5 s, the token endpoint takes 300 ms. Beside it the same for 5 s with a token that does not expire.';
export const timeoutMs = 45_000;
export const columns = [
  { key: 'p50', title: 'p50, ms', digits: 1 },
  { key: 'p99', title: 'p99, ms', digits: 1 },
  { key: 'endlessP99', title: 'p99 without expiry, ms', digits: 1 },
  { key: 'slow', title: 'calls over 150 ms', digits: 0 },
  { key: 'tokenRequests', title: 'token requests', digits: 0 },
  { key: 'failed', title: 'failed calls', digits: 0 },
];

export const isFor = ({ isBare, name }) => !isBare && !['static-http-service', 'undici-request'].includes(name);

const LATENCY_MS = 300;

/** Starts a client with a token of that lifetime, and calls at a steady rate. */
async function load({ start, control }, expiresIn, forMs) {
  await control.set({ expiresIn, tokenLatencyMs: LATENCY_MS });
  const { call, stop } = await start();
  const one = () => call('/v4.0/words/a.docx');
  await one().catch(one);
  await control.reset();
  const calls = await atRate(200, forMs, one);
  const { tokenRequests } = await control.counters();
  await stop();
  const tookMs = calls.map((ended) => ended.tookMs);
  const failed = calls.filter(({ error }) => error !== undefined).length;
  return { tookMs, failed, tokenRequests };
}

export async function run(bench) {
  const { isShort } = bench;
  const slow = (tookMs) => tookMs.filter((ms) => ms > LATENCY_MS / 2).length;
  const endless = await load(bench, 3_600, isShort ? 2_000 : 5_000);
  const { tookMs, failed, tokenRequests } = await load(bench, 5, isShort ? 7_000 : 13_000);
  return {
    p50: quantile(tookMs, 0.5),
    p99: quantile(tookMs, 0.99),
    endlessP99: quantile(endless.tookMs, 0.99),
    slow: slow(tookMs),
    endlessSlow: slow(endless.tookMs),
    calls: tookMs.length,
    tokenRequests,
    failed,
  };
}
