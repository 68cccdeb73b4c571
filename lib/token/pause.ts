import type { Clock } from './clock.js';

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
