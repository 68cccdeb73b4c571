import { atOnce } from '../measure/calls.mjs';

export const title = '1 000 calls at once, the token revoked';
export const text = 'The token endpoint takes 50 ms. Afterwards three calls, one after another.';
export const timeoutMs = 40_000;
export const columns = [
  { key: 'tokenRequests', title: 'token requests', digits: 0 },
  { key: 'failed', title: 'failed calls', digits: 0 },
  { key: 'totalMs', title: 'ms in all', digits: 0 },
  { key: 'healthy', title: 'of 3 calls afterwards', digits: 0 },
];

export const isFor = ({ isBare, name }) => !isBare && !['static-http-service', 'undici-request'].includes(name);

/** Revokes the token of a client that has one. The 401s are sent within `lateMs`. */
export async function revoked({ start, control }, lateMs) {
  await control.set({ tokenLatencyMs: 50, lateMs });
  const { call } = await start();
  const one = () => call('/v4.0/words/a.docx');
  await one().catch(one);
  await atOnce(100, one); // opens connections
  await control.revoke();
  await control.reset();
  const { failed, reasons, totalMs } = await atOnce(1_000, one);
  const { tokenRequests } = await control.counters();
  let healthy = 0;
  for (let n = 0; n < 3; n += 1)
    healthy += await one().then(
      () => 1,
      () => 0,
    );
  return { tokenRequests, failed, totalMs, healthy, notes: reasons };
}

export const run = (bench) => revoked(bench, 0);
