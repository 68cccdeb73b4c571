import type { Clock } from '../token/clock.js';

/** Longest wait for a store, whatever its own patience: some clients wait for ever for a server that is gone. */
export const STORE_PATIENCE_MS = 1_000;

/**
 * The store's answer, unless it takes too long.
 *
 * @throws Error that names the wait; whatever the store throws.
 */
export async function patiently<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  let cancel: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`it has not answered within ${STORE_PATIENCE_MS} ms`);
    cancel = clock.after(STORE_PATIENCE_MS, () => {
      reject(error);
    });
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    cancel?.();
  }
}
