import { AsyncResource } from 'node:async_hooks';
import type { AxiosProgressEvent } from 'axios';

/** At most three events a second, as in axios. */
const EVENT_INTERVAL_MS = 333;
/** No rate is reported before this time. */
const MIN_RATE_MS = 250;

/** Counts transferred bytes and reports them to a progress listener. */
export interface ProgressMeter {
  add(bytes: number): void;
  /** Reports the bytes that have not been reported yet. */
  end(): void;
}

/**
 * Creates the meter for a progress listener. It reports immediately, then three times a second, and once at the end. The
 * listener runs in a tick of its own and in the caller's async context.
 *
 * @param total Expected number of bytes, if known.
 */
export function createProgressMeter(
  listener: (event: AxiosProgressEvent) => void,
  direction: 'upload' | 'download',
  total: number | undefined,
  now: () => number = () => performance.now(),
): ProgressMeter {
  const notify = AsyncResource.bind(listener);
  const startedAt = now();
  let transferred = 0;
  let reported = 0;
  let reportedAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  const report = () => {
    clearTimeout(timer);
    timer = undefined;
    const loaded = total === undefined ? transferred : Math.min(transferred, total);
    if (loaded <= reported) return;
    const elapsedMs = now() - startedAt;
    const rate = elapsedMs >= MIN_RATE_MS ? (loaded * 1_000) / elapsedMs : undefined;
    const lengthComputable = total !== undefined;
    process.nextTick(notify, {
      loaded,
      total,
      progress: total ? loaded / total : undefined,
      bytes: loaded - reported,
      rate,
      estimated: rate && total ? (total - loaded) / rate : undefined,
      event: { loaded: transferred, total, lengthComputable },
      lengthComputable,
      [direction]: true,
    });
    reported = loaded;
    reportedAt = now();
  };

  return {
    add(bytes) {
      transferred += bytes;
      const waitMs = EVENT_INTERVAL_MS - (now() - reportedAt);
      if (waitMs <= 0) report();
      else timer ??= setTimeout(report, waitMs).unref();
    },
    end: report,
  };
}
