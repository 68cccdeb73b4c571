import type { Observable } from 'rxjs';
import type { Clock } from './clock.js';

/** Rejection reason of {@link withTimeout} when the time is up. */
export const TIMED_OUT = Symbol('timed out');

/**
 * Runs work that may never settle, for at most `ms` milliseconds or until `parent` is aborted. The returned promise settles at
 * that moment even if the work ignores its signal. Work that throws synchronously, or returns no promise, is handled as well.
 *
 * @param parent Ends the work early. Default: nothing does.
 * @throws {@link TIMED_OUT}, the reason of `parent`, or what the work throws.
 */
export async function withTimeout<T>(
  clock: Clock,
  ms: number,
  run: (signal: AbortSignal) => T | Promise<T>,
  parent?: AbortSignal,
): Promise<T> {
  parent?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const onParentAbort = () => controller.abort(parent?.reason);
  const ended = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });
  ended.catch(() => undefined); // `run` may throw before anything listens
  const cancelTimer = clock.after(ms, () => controller.abort(TIMED_OUT));
  parent?.addEventListener('abort', onParentAbort);
  try {
    return await Promise.race([ended, run(signal)]);
  } finally {
    cancelTimer();
    parent?.removeEventListener('abort', onParentAbort);
  }
}

/**
 * Waits between `ms / 2` and `ms` milliseconds, at random.
 *
 * @throws The reason of `signal`, as soon as it is aborted.
 */
export function pause(
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      cancelTimer();
      reject(signal.reason as Error);
    };
    const cancelTimer = clock.after(ms * (0.5 + random() / 2), () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
  });
}

/**
 * The first value of an observable as a promise, until the signal is aborted. An abort unsubscribes this caller only.
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
    let isSettled = false as boolean;
    const abort = () => {
      subscription.unsubscribe();
      reject(onAbort());
    };
    const settle = <V>(end: (value: V) => void) => {
      return (value: V) => {
        isSettled = true;
        signal?.removeEventListener('abort', abort);
        end(value);
      };
    };
    const subscription = source.subscribe({ next: settle(resolve), error: settle(reject) });
    if (isSettled) return;
    if (signal?.aborted)
      abort(); // by something that subscribing has called
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
