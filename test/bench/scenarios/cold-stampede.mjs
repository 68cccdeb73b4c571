import http from 'node:http';
import { Agent, setGlobalDispatcher } from 'undici';
import { atOnce } from '../measure/calls.mjs';

export const title = '10 000 calls at once, without a token';
export const text = 'At most 256 sockets; the token endpoint takes 50 ms.';
export const timeoutMs = 60_000;
export const columns = [
  { key: 'tokenRequests', title: 'token requests', digits: 0 },
  { key: 'peak', title: 'at once', digits: 0 },
  { key: 'failed', title: 'failed calls', digits: 0 },
  { key: 'totalMs', title: 'ms in all', digits: 0 },
];

export const isFor = ({ isBare, name }) => !isBare && !['static-http-service', 'undici-request'].includes(name);

const CALLS = 10_000;
const SOCKETS = 256;

export async function run({ start, control }) {
  http.globalAgent.maxSockets = SOCKETS;
  setGlobalDispatcher(new Agent({ connections: SOCKETS }));
  await control.set({ tokenLatencyMs: 50 });
  const { call } = await start();
  await control.reset();
  const { failed, reasons, totalMs } = await atOnce(CALLS, () => call('/v4.0/words/a.docx'));
  const { tokenRequests, tokenPeak } = await control.counters();
  return { tokenRequests, peak: tokenPeak, failed, totalMs, notes: reasons };
}
