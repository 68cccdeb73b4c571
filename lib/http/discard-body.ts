import type { AxiosResponse } from 'axios';

/** A 401's body is short; one that goes on for longer than this costs its connection instead. */
const LONGEST_MS = 1_000;

interface Discardable {
  resume?(): unknown;
  destroy?(): unknown;
  cancel?(): Promise<void>;
  once?(event: string, listener: () => void): unknown;
}

/** Reads the streamed body of an answer that nobody will see to its end, so that its connection can be used again. */
export async function discardBody(response: AxiosResponse | undefined): Promise<void> {
  const body = (response?.data ?? undefined) as Discardable | undefined;
  if (typeof body !== 'object') return;
  if (typeof body.cancel === 'function') await body.cancel().catch(() => undefined);
  if (typeof body.resume !== 'function' || typeof body.once !== 'function') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => {
      body.destroy?.();
      resolve();
    }, LONGEST_MS);
    for (const event of ['end', 'error', 'close']) {
      body.once?.(event, () => {
        clearTimeout(timer);
        resolve();
      });
    }
    body.resume?.();
  });
}
