import type { Clock } from './clock.js';

/** Reason of the signal when the time was up. */
export const TIMED_OUT = Symbol('timed out');

/**
 * Runs something that may never end for at most `ms` milliseconds, or until `parent` is aborted. It ends at once then, with
 * the abort's reason (or {@link TIMED_OUT}), even if what runs takes no notice of its signal.
 */
export function bounded<T>(
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
