import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeAspose } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { ADAPTERS } from '../undici/adapters.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

describe.each(ADAPTERS)('H-10 the deadline of a call by $name', ({ adapter }) => {
  it.each(['json', 'stream'] as const)('still counts after a 401 has been read (%s)', async (responseType) => {
    const { axios: client } = await revoked(fake, { adapter });
    fake.onToken = () => undefined;
    for (const options of [
      { timeout: 200 },
      { signal: AbortSignal.timeout(200), onDownloadProgress: () => undefined },
    ]) {
      const startedAt = performance.now();
      const error = await caught(client.get('/x', { responseType, ...options }));
      expect((error as { code: string }).code).toMatch(/^(?:ECONNABORTED|ERR_CANCELED)$/);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
  });

  it('leaves no listener behind after any number of calls', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    const { signal } = new AbortController();
    let listeners = 0;
    const counting = {
      aborted: false,
      addEventListener: (type: 'abort', listener: () => void) => {
        listeners += 1;
        signal.addEventListener(type, listener);
      },
      removeEventListener: (type: 'abort', listener: () => void) => {
        listeners -= 1;
        signal.removeEventListener(type, listener);
      },
    };
    const onDownloadProgress = () => undefined;
    const counts: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      fake.revokeAll();
      const data = Readable.from([Buffer.alloc(10_000)]);
      await client.post('/x', data, { signal: counting, timeout: 5_000, maxContentLength: 1_000, onDownloadProgress });
      await sleep(10);
      counts.push(listeners);
    }
    expect(counts.at(-1)).toBeLessThanOrEqual(0);
  });

  it('sends an object that is an async iterable and has toJSON as JSON', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    const page = { toJSON: () => ({ a: 1 }), [Symbol.asyncIterator]: () => [][Symbol.iterator]() };
    await client.post('/x', page);
    expect(fake.apiRequests.map(({ body }) => String(body))).toEqual(['{"a":1}', '{"a":1}']);
  });
});
