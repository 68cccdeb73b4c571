import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import NpmFormData from 'form-data';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { ADAPTERS, NODE_ADAPTERS } from './adapters.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const sha = (data: Buffer | string) => createHash('sha256').update(data).digest('hex');
const bytes = randomBytes(50_000);
const text = bytes.toString('base64');

describe.each(ADAPTERS)('H-4 a body by $name', ({ name, adapter }) => {
  const kinds: [string, () => unknown, string][] = [
    ['text', () => text, sha(text)],
    ['a Buffer', () => bytes, sha(bytes)],
    ['a Uint8Array', () => new Uint8Array(bytes), sha(bytes)],
    ['an ArrayBuffer', () => new Uint8Array(bytes).buffer, sha(bytes)],
    ['an object', () => ({ a: 1, b: ['ü'] }), sha('{"a":1,"b":["ü"]}')],
    ['URLSearchParams', () => new URLSearchParams('a=b c&d=ü'), sha('a=b+c&d=%C3%BC')],
    ['a Blob', () => new Blob([bytes]), sha(bytes)],
    ['a function that makes a stream', () => () => Readable.from([bytes]), sha(bytes)],
    ['a function that makes a Buffer', () => () => bytes, sha(bytes)],
  ];

  it.each(kinds)('of %s arrives whole', async (_what, data, expected) => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    expect((await client.put('/x', data())).status).toBe(200);
    expect(fake.apiRequests.map(({ sha256 }) => sha256)).toEqual([expected]);
  });

  it.each(kinds)('of %s arrives whole twice after a 401', async (_what, data, expected) => {
    const { axios: client } = await revoked(fake, { adapter });
    expect((await client.put('/x', data())).status).toBe(200);
    expect(fake.apiRequests.map(({ sha256 }) => sha256)).toEqual([expected, expected]);
    const [first, second] = fake.apiRequests.map(({ headers }) => ({ ...headers, authorization: '' }));
    expect(second).toEqual(first);
  });

  it('of a native form arrives with its fields and files, twice after a 401', async () => {
    const form = new FormData();
    form.set('fiéld', 'a\nb');
    form.set('file', new File([bytes], 'Größe.bin', { type: 'application/x-test' }));
    const { axios: client } = await revoked(fake, { adapter });
    expect((await client.post('/x', form)).status).toBe(200);
    expect(fake.apiRequests).toHaveLength(2);
    for (const { body, headers } of fake.apiRequests) {
      const file = 'form-data; name="file"; filename="Größe.bin"\r\nContent-Type: application/x-test\r\n\r\n';
      for (const part of ['form-data; name="fiéld"\r\n\r\na\r\nb\r\n', Buffer.concat([Buffer.from(file), bytes])]) {
        expect(body.includes(part)).toBe(true);
      }
      if (name === 'fetch') continue; // axios 1.21 announces such a form as application/x-www-form-urlencoded
      const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(headers['content-type'] ?? '')?.[1] ?? 'none';
      expect(String(body.subarray(-boundary.length - 6))).toBe(`--${boundary}--\r\n`);
    }
  });

  it.each(['get', 'delete', 'head', 'options', 'post', 'patch'])('is absent if there is none (%s)', async (method) => {
    const { axios: client } = await revoked(fake, { adapter });
    await client.request({ url: '/x', method });
    expect(fake.apiRequests.map(({ body }) => body.length)).toEqual([0, 0]);
    for (const { headers } of fake.apiRequests) expect(headers['transfer-encoding']).toBeUndefined();
  });

  it('can be sent with DELETE', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    await client.delete('/x', { data: { a: 1 } });
    expect(fake.apiRequests.map(({ body }) => String(body))).toEqual(['{"a":1}', '{"a":1}']);
  });

  it('that exceeds maxBodyLength is not sent', async () => {
    const { axios: client } = await revoked(fake, { adapter });
    const error = await caught(client.put('/x', bytes, { maxBodyLength: 1_000 }));
    expect(error).toMatchObject({ code: 'ERR_BAD_REQUEST' });
    expect(fake.apiRequests).toHaveLength(0);
    expect((await client.put('/x', bytes, { maxBodyLength: bytes.length })).status).toBe(200);
  });

  it('of an unsupported type is the caller’s error', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const unsupported = { transformRequest: () => ({ not: 'a body' }) };
    const outcome = await caught(client.put('/x', 'x', unsupported));
    // fetch sends the string form of the object
    expect(outcome).toEqual(name === 'fetch' ? undefined : expect.objectContaining({ code: 'ERR_BAD_REQUEST' }));
  });
});

describe.each(NODE_ADAPTERS)('H-4 a one-shot body by $name', ({ adapter }) => {
  const form = () => {
    const data = new NpmFormData();
    data.append('field', 'ü');
    data.append('file', bytes, 'a.bin');
    return data;
  };
  const streams: [string, () => unknown][] = [
    ['a stream', () => Readable.from([bytes.subarray(0, 20_000), bytes.subarray(20_000)])],
    ['the form-data package', form],
  ];

  it.each(streams)('of %s arrives whole', async (_what, data) => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    expect((await client.put('/x', data())).status).toBe(200);
    expect(fake.apiRequests[0]?.body.includes(bytes)).toBe(true);
  });

  it.each(streams)('of %s beyond the budget is sent once, and the caller is told of the 401', async (_what, data) => {
    const { axios: client } = await revoked(fake, { adapter });
    expect(await caught(client.put('/x', data(), { asposeAuth: { replayBufferBytes: 10 } }))).toMatchObject({
      asposeAuth: 'body-not-replayable',
      response: { status: 401 },
    });
    expect(fake.apiRequests).toHaveLength(1);
  });

  it('of the form-data package has a length, and with content-only none of its other headers', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const data = form();
    data.getHeaders = () => ({ 'content-type': `multipart/form-data; boundary=${data.getBoundary()}`, 'x-form': '1' });
    const length = String(data.getLengthSync());
    await client.post('/x', data, { formDataHeaderPolicy: 'content-only' } as object);
    const { headers } = fake.apiRequests[0]!;
    expect([headers['content-length'], headers['x-form']]).toEqual([length, undefined]);
  });

  it('that postForm makes of an object arrives', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    await client.postForm('/x', { a: 1, 'b[]': ['x', 'y'] });
    const { headers, body } = fake.apiRequests[0]!;
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(String(body).match(/name="[^"]+"/g)).toEqual(['name="a"', 'name="b[]"', 'name="b[]"']);
  });

  it('that exceeds maxBodyLength fails while it is sent', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const endless = Readable.from(
      (function* () {
        for (let i = 0; i < 1_000; i += 1) yield bytes;
      })(),
    );
    expect(await caught(client.put('/x', endless, { maxBodyLength: 200_000 }))).toMatchObject({
      message: expect.stringContaining('maxBodyLength'),
      code: 'ERR_BAD_REQUEST',
    });
    expect(endless.destroyed).toBe(true);
    fake.onApi = (_seen, response) => json(response, 200, {});
    expect((await client.put('/x', Readable.from([bytes]), { maxBodyLength: 50_000 })).status).toBe(200);
  });

  it('ends the call with the error of its source', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    const failing = Readable.from(
      (async function* () {
        yield bytes;
        await Promise.resolve();
        throw Object.assign(new Error('disk gone'), { code: 'EIO' });
      })(),
    );
    expect(await caught(client.put('/x', failing))).toMatchObject({ message: 'disk gone', code: 'EIO' });
  });

  it('is aborted if its source closes before its end', async () => {
    const { axios: client } = authorized({ ...fake.options, http: { adapter } });
    let sent = 0;
    const closing = new Readable({
      read() {
        sent += 1;
        if (sent < 3) this.push(bytes);
        else this.destroy();
      },
    });
    expect(await caught(client.put('/x', closing))).toMatchObject({
      message: 'Request stream has been aborted',
      code: 'ERR_CANCELED',
    });
  });
});
