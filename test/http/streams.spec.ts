import { createHash, randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { AxiosProgressEvent } from 'axios';
import NpmFormData from 'form-data';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

const sha = (data: Buffer) => createHash('sha256').update(data).digest('hex');
const bytes = randomBytes(300_000);

describe('H-4 data as a function', () => {
  const form = () => {
    const data = new NpmFormData();
    data.append('file', Readable.from([bytes]), { filename: 'a.bin', knownLength: bytes.length });
    return data;
  };
  it.each<[string, () => unknown]>([
    ['a stream', () => Readable.from([bytes])],
    ['a promise of a stream', () => Promise.resolve(Readable.from([bytes]))],
    ['a Buffer', () => bytes],
  ])('that makes %s is sent whole, twice', async (_what, data) => {
    const { axios: client } = await revoked(fake);
    const make = jest.fn(data);
    const answer = await client.put<{ sha256: string }>('/x', make);
    expect(answer.data.sha256).toBe(sha(bytes));
    expect(fake.apiRequests.map(({ sha256 }) => sha256)).toEqual([sha(bytes), sha(bytes)]);
    expect(make).toHaveBeenCalledTimes(2);
    expect(answer.config.data).toBe(make);
  });

  it('that makes a form of the form-data package is sent whole, twice', async () => {
    const { axios: client } = await revoked(fake);
    expect((await client.post('/x', form)).status).toBe(200);
    const [first, second] = fake.apiRequests;
    expect(second?.body.includes(bytes)).toBe(true);
    expect(first?.body.length).toBe(second?.body.length);
    expect(second?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
  });

  it('works for an origin that gets no token, too', async () => {
    const third = await FakeAspose.start();
    third.onApi = (_seen, response) => json(response, 200, {});
    const { axios: client } = authorized(fake.options);
    await client.put(`${third.url}/x`, () => Readable.from([bytes]));
    expect(third.apiRequests[0]).toMatchObject({ sha256: sha(bytes) });
    expect(third.apiRequests[0]?.headers).not.toHaveProperty('authorization');
    await third.stop();
  });

  it.each(['baseUrl', 'nowhere'])('is closed where the connection fails, to %s', async (where) => {
    const { axios: client } = await revoked(fake);
    await client.get('/x');
    const made: Readable[] = [];
    const data = () => {
      made.push(new Readable({ read: () => undefined }));
      return made[0];
    };
    fake.onApi = (_seen, response) => void response.destroy();
    const url = where === 'baseUrl' ? '/x' : 'http://127.0.0.1:1/x';
    await caught(client.put(url, data, { maxRedirects: 0, timeout: 500 }));
    expect(made.map(({ destroyed }) => destroyed)).toEqual([true]);
  });

  it('that fails ends the call with its own error', async () => {
    const { axios: client } = await revoked(fake);
    const failing = client.put('/x', () => Promise.reject(new Error('no such file')));
    await expect(failing).rejects.toThrow('no such file');
    expect(fake.apiRequests).toHaveLength(0);
  });
});

describe('H-4 what comes back after a replay', () => {
  it.each([
    ['json', { ok: true }],
    ['text', '{"ok":true}'],
    ['arraybuffer', Buffer.from('{"ok":true}')],
  ] as const)('is %s', async (responseType, expected) => {
    const { axios: client } = await revoked(fake);
    const answer = fake.onApi;
    fake.onApi = (seen, response) => (fake.valid.size ? json(response, 200, { ok: true }) : answer(seen, response));
    expect((await client.get('/x', { responseType })).data).toEqual(expected);
    expect(fake.apiRequests).toHaveLength(2);
  });

  it('is a stream, decompressed', async () => {
    const { axios: client } = await revoked(fake);
    const answer = fake.onApi;
    fake.onApi = (seen, response) => {
      if (fake.valid.size === 0) return answer(seen, response);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes));
    };
    const { data } = await client.get<Readable>('/x', { responseType: 'stream' });
    expect(sha(await buffer(data))).toBe(sha(bytes));
  });

  it('comes over the connection of the first attempt, whose body was read to its end', async () => {
    const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { axios: client } = await revoked(fake, { httpAgent });
    const ports = new Set<number | undefined>();
    const answer = fake.onApi;
    fake.onApi = (seen, response) => {
      ports.add(response.socket?.remotePort);
      return answer(seen, response);
    };
    for (const responseType of ['json', 'stream', 'arraybuffer'] as const) {
      fake.revokeAll();
      const { data } = await client.get<Readable>('/x', { responseType, timeout: 5_000 });
      if (responseType === 'stream') data.resume();
    }
    expect(fake.apiRequests).toHaveLength(6);
    expect(ports.size).toBe(1);
    httpAgent.destroy();
  });

  it('does not wait for a 401 that never ends', async () => {
    const { axios: client } = await revoked(fake);
    const answer = fake.onApi;
    fake.onApi = (seen, response) => {
      if (fake.valid.size) return answer(seen, response);
      response.writeHead(401, { 'content-length': '10000' }).write('x');
    };
    expect((await client.get('/x', { responseType: 'stream' })).status).toBe(200);
  });
});

describe('H-4 limits and progress', () => {
  it('counts no byte of an upload twice', async () => {
    const { axios: client } = await revoked(fake);
    const events: AxiosProgressEvent[] = [];
    const data = () => Readable.from([bytes.subarray(0, 100_000), bytes.subarray(100_000)]);
    await client.put('/x', data, {
      headers: { 'content-length': bytes.length },
      onUploadProgress: (event) => events.push(event),
    });
    expect(fake.apiRequests).toHaveLength(2);
    const loaded = events.map((event) => event.loaded);
    expect(loaded).toEqual([...new Set(loaded)].sort((a, b) => a - b));
    expect(events.reduce((sum, event) => sum + event.bytes, 0)).toBe(bytes.length);
  });

  it('keeps maxBodyLength and maxContentLength', async () => {
    const { axios: client } = await revoked(fake);
    expect(await caught(client.put('/x', bytes, { maxBodyLength: 1_000 }))).toMatchObject({ code: 'ERR_BAD_REQUEST' });
    expect(await caught(client.put('/x', 'x', { maxContentLength: 1 }))).toMatchObject({ code: 'ERR_BAD_RESPONSE' });
  });

  it('ends at the caller’s abort in the middle of an upload, and of a replay', async () => {
    const { axios: client } = await revoked(fake);
    const abort = new AbortController();
    const endless = () =>
      Readable.from(
        (async function* () {
          for (let i = 0; i < 1_000; i += 1) {
            if (i === 3) abort.abort();
            yield await Promise.resolve(Buffer.alloc(10_000));
          }
        })(),
      );
    expect(await caught(client.put('/x', endless, { signal: abort.signal }))).toMatchObject({ code: 'ERR_CANCELED' });
    expect(fake.apiRequests).toHaveLength(0);
  });
});
