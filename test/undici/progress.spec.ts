import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { AxiosProgressEvent } from 'axios';
import { createProgressMeter } from '../../lib/undici/progress.js';

function createMeter(total: number | undefined, direction: 'upload' | 'download' = 'upload') {
  let time = 1_000;
  const events: AxiosProgressEvent[] = [];
  const meter = createProgressMeter(
    (event) => events.push(event),
    direction,
    total,
    () => time,
  );
  const advance = (ms: number) => {
    time += ms;
  };
  return { meter, events, advance };
}

describe('progress', () => {
  it('is reported immediately, then three times a second, then at the end', async () => {
    const { meter, events, advance } = createMeter(1_000);
    for (let chunk = 0; chunk < 10; chunk += 1) {
      meter.add(100);
      advance(100);
    }
    meter.end();
    meter.end();
    await sleep(1);
    expect(events.map(({ loaded, bytes }) => [loaded, bytes])).toEqual([
      [100, 100],
      [500, 400],
      [900, 400],
      [1_000, 100],
    ]);
    expect(events.at(-1)).toMatchObject({ total: 1_000, progress: 1, lengthComputable: true, upload: true });
  });

  it('has a rate and an estimated remaining time after a while', async () => {
    const { meter, events, advance } = createMeter(2_000, 'download');
    meter.add(500);
    advance(500);
    meter.add(500);
    await sleep(1);
    expect(events).toMatchObject([
      { loaded: 500, rate: undefined, estimated: undefined, download: true },
      { loaded: 1_000, rate: 2_000, estimated: 0.5, progress: 0.5 },
    ]);
  });

  it('has no ratio without a total, and never exceeds a total', async () => {
    const unknown = createMeter(undefined);
    unknown.meter.add(5);
    const wrong = createMeter(3);
    wrong.meter.add(5);
    await sleep(1);
    expect(unknown.events).toMatchObject([
      { loaded: 5, total: undefined, progress: undefined, lengthComputable: false },
    ]);
    expect(wrong.events).toMatchObject([{ loaded: 3, progress: 1 }]);
  });

  it('of zero bytes is not reported', async () => {
    const { meter, events } = createMeter(undefined);
    meter.end();
    await sleep(1);
    expect(events).toEqual([]);
  });
});
