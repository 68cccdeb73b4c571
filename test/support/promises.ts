import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

/** Lets everything run that is ready. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await setImmediate();
}

/** Resolves to what a promise is rejected with, and to `undefined` if it is not. */
export const caught = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

/** Waits until a condition is true, looking every 5 ms. Rejects after `timeoutMs`. */
export async function until(isTrue: () => boolean, timeoutMs = 5_000): Promise<void> {
  const startedAt = performance.now();
  while (!isTrue()) {
    if (performance.now() - startedAt > timeoutMs)
      throw new Error(`The condition was not true within ${timeoutMs} ms.`);
    await sleep(5);
  }
}
