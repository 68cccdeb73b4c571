import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import NpmFormData from 'form-data';
import { FakeAspose } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

describe('H-4 a body', () => {
  const sha = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  const bytes = randomBytes(50_000);
  const native = () => {
    const form = new FormData();
    form.set('file', new Blob([bytes]), 'a.bin');
    return form;
  };
  it.each<[string, unknown]>([
    ['text', bytes.toString('base64')],
    ['a Buffer', bytes],
    ['a Uint8Array', new Uint8Array(bytes)],
    ['an object', { a: 1, b: ['ü'] }],
    ['URLSearchParams', new URLSearchParams('a=b c')],
    ['a Blob', new Blob([bytes])],
    ['a native form', native()],
  ])('of %s is sent twice', async (_what, data) => {
    const { axios: client } = await revoked(fake);
    expect((await client.post('/x', data)).status).toBe(200);
    const [first, second] = fake.apiRequests;
    expect(first?.body.length).toBeGreaterThan(0);
    expect(second?.body.length).toBe(first?.body.length);
    expect(second?.sha256).toBe(first?.sha256);
  });

  it.each<[string, () => unknown]>([
    ['a stream', () => Readable.from([bytes])],
    [
      'the form-data package',
      () => {
        const form = new NpmFormData();
        form.append('file', bytes, 'a.bin');
        return form;
      },
    ],
  ])('of %s that exceeds the budget is sent once, and the caller is told', async (_what, data) => {
    const { axios: client } = await revoked(fake);
    const error = await caught(client.put('/x', data(), { asposeAuth: { replayBufferBytes: 10_000 } }));
    expect(error).toMatchObject({ asposeAuth: 'body-not-replayable', response: { status: 401 } });
    expect(fake.apiRequests).toHaveLength(1);
    const again = await client.put<{ sha256: string }>('/x', Readable.from([bytes]));
    expect(again.data.sha256).toBe(sha(bytes));
  });

  it.each([-1, 1.5, Number.NaN, '1' as never])(
    'with a budget of %p for one request is not sent',
    async (replayBufferBytes) => {
      const { axios: client } = await revoked(fake);
      const error = await caught(client.put('/x', Readable.from([bytes]), { asposeAuth: { replayBufferBytes } }));
      expect(error).toMatchObject({ code: 'ERR_ASPOSE_CONFIG', message: expect.stringContaining('replayBufferBytes') });
      expect(fake.apiRequests).toHaveLength(0);
    },
  );
});
