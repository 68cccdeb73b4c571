import type { Observable } from 'rxjs';
import type { Clock } from './clock.js';

/** Reason of the signal when the time was up. */
export const TIMED_OUT = Symbol('timed out');

/**
 * Runs something that may never end for at most `ms` milliseconds, or until `parent` is aborted. It ends at once then, with
 * the abort's reason (or {@link TIMED_OUT}), even if what runs takes no notice of its signal.
 */
export function withTimeout<T>(
  clock: Clock,
  ms: number,
  parent: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const follow = () => {
    controller.abort(parent.reason);
  };
  const cancelTimer = clock.after(ms, () => {
    controller.abort(TIMED_OUT);
  });
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  parent.addEventListener('abort', follow);
  if (parent.aborted) follow();
  return Promise.race([ended, run(signal)]).finally(() => {
    cancelTimer();
    parent.removeEventListener('abort', follow);
  });
}

/** Longest wait for a store, whatever its own patience: some clients wait for ever for a server that is gone. */
export const STORE_TIMEOUT_MS = 1_000;

/**
 * The store's answer, unless it takes too long.
 *
 * @throws Error that names the wait; whatever the store throws.
 */
export async function withStoreTimeout<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`it has not answered within ${STORE_TIMEOUT_MS} ms`);
    cancel = clock.after(STORE_TIMEOUT_MS, () => {
      reject(error);
    });
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    cancel?.();
  }
}

/**
 * The source's first value as a promise, for as long as the signal is not aborted. The abort ends this wait at once and
 * touches nobody else's.
 *
 * @throws What the source throws, or `onAbort()`.
 */
export function firstValueOrAbort<T>(
  source: Observable<T>,
  signal: AbortSignal | undefined,
  onAbort: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(onAbort());
      return;
    }
    const stop = () => {
      subscription.unsubscribe();
      reject(onAbort());
    };
    const settle = <V>(end: (value: V) => void) => {
      return (value: V) => {
        signal?.removeEventListener('abort', stop);
        end(value);
      };
    };
    signal?.addEventListener('abort', stop, { once: true });
    const subscription = source.subscribe({ next: settle(resolve), error: settle(reject) });
  });
}

/**
 * Waits, jittered down to half.
 *
 * @throws The reason of `signal`, at once when it is aborted.
 */
export function pause(
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = clock.after(ms * (0.5 + random() / 2), () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
  });
}
