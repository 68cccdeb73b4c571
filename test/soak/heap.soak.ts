import { readdirSync } from 'node:fs';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { NODE_ADAPTERS } from '../undici/adapters.js';

const CALLS = Number(process.env.SOAK_CALLS ?? 20_000);
const IN_FLIGHT = 50;
const MAX_GROWTH_MB = 8;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
async function measure() {
  fake.server.closeIdleConnections(); // a revocation has opened many, which are kept for the next calls
  await sleep(500);
  for (let turn = 0; turn < 3; turn += 1) collect();
  return { heapMb: process.memoryUsage().heapUsed / 2 ** 20, files: readdirSync('/proc/self/fd').length };
}

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start({ isRecording: false });
});
afterEach(() => fake.stop());

describe.each(NODE_ADAPTERS)('$name', ({ adapter }) => {
  it(`${CALLS} calls, of which some upload streams and some are replayed, leave heap and descriptors as they were`, async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const counts = { ok: 0, failed: 0 };
    const { signal } = new AbortController();
    const call = (number: number) => {
      if (number % 1_000 === 0) fake.revokeAll();
      const config = { signal, timeout: 30_000 };
      const sent =
        number % 10 ? client.get('/x', config) : client.put('/x', Readable.from([Buffer.alloc(1_000)]), config);
      return sent.then(
        () => (counts.ok += 1),
        () => (counts.failed += 1),
      );
    };
    const run = async (from: number, to: number) => {
      let next = from;
      const worker = async () => {
        while (next < to) {
          next += 1;
          await call(next);
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
    };
    const warmUp = CALLS / 10;
    await run(0, warmUp);
    const before = await measure();
    await run(warmUp, warmUp + CALLS);
    const after = await measure();
    const growthMb = Math.round((after.heapMb - before.heapMb) * 10) / 10;
    process.stdout.write(`${JSON.stringify({ ...counts, growthMb, files: after.files - before.files })}\n`);
    expect(counts).toEqual({ ok: warmUp + CALLS, failed: 0 });
    expect(growthMb).toBeLessThan(MAX_GROWTH_MB);
    expect(after.files).toBeLessThanOrEqual(before.files);
  }, 900_000);
});
