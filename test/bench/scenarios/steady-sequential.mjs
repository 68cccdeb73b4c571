import { medians, usPerCall } from '../measure/calls.mjs';

export const title = 'A call over loopback, one after another';
export const text = 'Small JSON; the token is held. By the clock, and of the client’s processor time.';
export const timeoutMs = 30_000;
export const ratioTo = 'bare-http-service';
export const columns = [
  { key: 'callUs', title: 'µs a call', digits: 0, hasRatio: true },
  { key: 'cpuUs', title: 'processor µs', digits: 0, hasRatio: true },
];

/** Measures batches of calls with that many in flight. */
export async function steady({ start, isShort }, inFlight) {
  const { call } = await start();
  const one = () => call('/v4.0/words/a.docx');
  await one().catch(one); // axios-auth-refresh begins with a 401
  await usPerCall(1_000, inFlight, one);
  const batches = [];
  for (let batch = 0; batch < (isShort ? 5 : 10); batch += 1) batches.push(await usPerCall(600, inFlight, one));
  return medians(batches);
}

export const run = (bench) => steady(bench, 1);
