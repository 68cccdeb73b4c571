import { medians, usPerCall } from '../measure/calls.mjs';

export const title = 'TLS';
export const text =
  'One call after another over TLS on loopback, the certificate self-signed; the code warm, as after 1 000 calls.';
export const timeoutMs = 60_000;
export const ratioTo = 'bare-http-service';
export const columns = [
  { key: 'callUs', title: 'µs a call', digits: 0, hasRatio: true },
  { key: 'cpuUs', title: 'processor µs', digits: 0, hasRatio: true },
  { key: 'connections', title: 'new connections', digits: 0 },
];

/** A handshake for each call would cost more than everything else, so connections are counted. */
export async function run({ start, control, secureUrl, isShort }) {
  const { call } = await start({ url: secureUrl });
  const one = () => call('/v4.0/words/a.docx');
  await one().catch(one);
  await usPerCall(isShort ? 20 : 1_000, 1, one);
  await control.reset();
  const batches = [];
  for (let batch = 0; batch < (isShort ? 3 : 20); batch += 1) batches.push(await usPerCall(200, 1, one));
  const { connections } = await control.counters();
  return { ...medians(batches), connections };
}
