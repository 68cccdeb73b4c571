import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long the second process waits for the first before the endpoint responds, or before the first is killed. */
const HEAD_START_MS = 600;

/** Starts an application; resolves when it is connected. */
async function startApplication({ fake, proxy, storeOptions }, name, hasStore = true) {
  const settings = { options: fake.options, storeOptions, name, redisUrl: hasStore ? proxy.url : undefined };
  const child = fork(new URL('child.mjs', import.meta.url), [JSON.stringify(settings)], {
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  await receive(child);
  return child;
}

async function receive(child) {
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`The application ended with code ${code}.`);
    }),
  ]);
  return message;
}

/** Makes the call of an application and ends it. */
async function callOnce(child) {
  child.send('call');
  const { ms } = await receive(child);
  await end(child);
  return ms;
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

const createGate = () => {
  let open;
  const opened = new Promise((resolve) => (open = resolve));
  return { open, opened };
};

/** Milliseconds of a cold process' first call. */
export async function measureCold(context, hasStore = true) {
  const child = await startApplication(context, 'cold', hasStore);
  context.fake.onToken = (_seen, response) => context.fake.grant(response);
  return callOnce(child);
}

/** Puts a token into the store. */
export async function fillStore(context) {
  const child = await startApplication(context, 'filler');
  context.fake.onToken = (_seen, response) => context.fake.grant(response);
  child.send('call');
  await receive(child);
  while (!(await context.admin.keys('*token:*')).length) await sleep(10);
  await end(child);
}

/** Commands that are sent together arrive together at this distance, however busy the machine is. */
const COUNTING_MS = 50;
const MAX_TIMEOUT_MS = 1_000;

/**
 * Counts what a cold process' first call waits for: its round trips to Redis up to its token request, and 1 if it waits for a reply
 * after the response to that, otherwise 0. Replies are kept back from the response until the call arrives.
 */
export async function countRoundTrips({ fake, proxy }) {
  const child = await startApplication({ fake, proxy, storeOptions: { timeoutMs: MAX_TIMEOUT_MS } }, 'cold');
  let before;
  let afterwards = 0;
  let respondedAt;
  fake.onToken = (_seen, response) => {
    before ??= proxy.roundTrips;
    proxy.hold();
    respondedAt = performance.now();
    fake.grant(response);
  };
  const { onApi } = fake;
  fake.onApi = (seen, response) => {
    // it has waited until its store gave up
    if (performance.now() - respondedAt > MAX_TIMEOUT_MS * 0.9) afterwards = 1;
    proxy.release();
    return onApi(seen, response);
  };
  const { roundTripMs } = proxy;
  proxy.roundTripMs = COUNTING_MS;
  proxy.roundTrips = 0;
  try {
    await callOnce(child);
    return { before, afterwards };
  } finally {
    fake.onApi = onApi;
    proxy.roundTripMs = roundTripMs;
    proxy.release();
  }
}

/**
 * Milliseconds that a process waits beyond what cannot be helped, while another has the lease: after the endpoint has responded to that
 * one, or if `isKilled`, after that one was killed before the endpoint responded. `undefined` if it did not wait for the lease.
 */
export async function measureSecond(context, isKilled) {
  const { fake } = context;
  const [first, second] = await Promise.all([startApplication(context, 'first'), startApplication(context, 'second')]);
  const [asked, arrived] = [createGate(), createGate()];
  let answerFirst;
  let hasWaited = true;
  fake.onToken = (_seen, response) => {
    if (answerFirst) {
      hasWaited &&= isOver;
      fake.grant(response);
      return;
    }
    answerFirst = () => fake.grant(response);
    asked.open();
  };
  const { onApi } = fake;
  fake.onApi = (seen, response) => {
    if (seen.url === '/second') arrived.open(performance.now());
    return onApi(seen, response);
  };
  let isOver = false;
  try {
    first.send('call');
    await asked.opened;
    second.send('call');
    await sleep(HEAD_START_MS + 250 * Math.random()); // it polls every 125 to 250 ms by then
    isOver = true;
    const overAt = performance.now();
    if (isKilled) first.kill('SIGKILL');
    else answerFirst();
    const ms = (await arrived.opened) - overAt;
    return hasWaited ? ms : undefined;
  } finally {
    fake.onApi = onApi;
    await Promise.all([end(first), end(second)]);
  }
}
