import type { Observable } from 'rxjs';

/**
 * The source's first value as a promise, for as long as the signal is not aborted. The abort ends this wait at once and
 * touches nobody else's.
 *
 * @throws What the source throws, or `onAbort()`.
 */
export function firstValue<T>(
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
