import { AsyncResource } from 'node:async_hooks';
import type { AxiosProgressEvent } from 'axios';

/** Three events a second, as axios has it. */
const PAUSE_MS = 333;
/** A rate is known after this time. */
const RATE_AFTER_MS = 250;

/** Counts bytes for a caller's listener. */
export interface ProgressMeter {
  add(bytes: number): void;
  /** Tells what has not been told. */
  end(): void;
}

/**
 * Events for a progress listener: at once, then three a second, and one at the end. The listener runs on a tick of its own and
 * in the caller's async context.
 *
 * @param total Bytes that are expected, where known.
 */
export function progressMeter(
  listener: (event: AxiosProgressEvent) => void,
  direction: 'upload' | 'download',
  total: number | undefined,
  now: () => number = () => performance.now(),
): ProgressMeter {
  const tell = AsyncResource.bind(listener);
  const startedAt = now();
  let seen = 0;
  let told = 0;
  let toldAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const report = () => {
    clearTimeout(timer);
    timer = undefined;
    const loaded = total === undefined ? seen : Math.min(seen, total);
    if (loaded <= told) return;
    const elapsed = now() - startedAt;
    const rate = elapsed >= RATE_AFTER_MS ? (loaded * 1_000) / elapsed : undefined;
    const lengthComputable = total !== undefined;
    process.nextTick(tell, {
      loaded,
      total,
      progress: total ? loaded / total : undefined,
      bytes: loaded - told,
      rate,
      estimated: rate && total ? (total - loaded) / rate : undefined,
      event: { loaded: seen, total, lengthComputable },
      lengthComputable,
      [direction]: true,
    });
    told = loaded;
    toldAt = now();
  };

  return {
    add(bytes) {
      seen += bytes;
      const wait = PAUSE_MS - (now() - toldAt);
      if (wait <= 0) report();
      else timer ??= setTimeout(report, wait).unref();
    },
    end: report,
  };
}
