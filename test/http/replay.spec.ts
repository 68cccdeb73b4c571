import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { type AxiosError, type AxiosRequestConfig } from 'axios';
import NpmFormData from 'form-data';
import { authorized } from '../support/authorized.js';
import { caught } from '../support/cycle.js';
import { FakeAspose, json } from '../support/fake-aspose.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

/** A client that holds a token which the API no longer takes. */
async function revoked() {
  const parts = authorized(fake.options);
  await parts.axios.get('/warm-up');
  fake.revokeAll();
  fake.apiRequests.splice(0);
  fake.tokenRequests.splice(0);
  return parts;
}

const refuseAll = (challenge?: string) => {
  fake.onApi = (_seen, response) => json(response, 401, {}, challenge ? { 'www-authenticate': challenge } : {});
};

describe('H-3 a 401', () => {
  it.each([undefined, 'Bearer', 'Bearer error="invalid_token"', 'Basic realm="x", Bearer'])(
    'with %p is cured by one new token and one replay, byte for byte to the same address',
    async (challenge) => {
      const { axios: client } = await revoked();
      const answer = fake.onApi;
      fake.onApi = (seen, response) => {
        if (challenge) response.setHeader('www-authenticate', challenge);
        return answer(seen, response);
      };
      const data = randomBytes(100_000);
      const { status, config } = await client.put('/file/my%20file.docx', data, { params: { 'a b': 'ü' } });
      expect([status, fake.tokenRequests.length]).toEqual([200, 1]);
      expect(fake.apiRequests).toHaveLength(2);
      const [first, second] = fake.apiRequests;
      expect(second).toMatchObject({ method: first?.method, url: first?.url, sha256: first?.sha256 });
      expect(second?.headers.authorization).not.toBe(first?.headers.authorization);
      expect(config.headers.has('authorization')).toBe(false);
    },
  );

  it.each([
    'Bearer error="insufficient_scope"',
    'Bearer error="invalid_request"',
    'Basic realm="proxy"',
    'Negotiate',
    'DPoP error="use_dpop_nonce"',
  ])('with %p is the caller’s, and costs no token', async (challenge) => {
    const { axios: client, tokens } = await revoked();
    refuseAll(challenge);
    const before = tokens.current();
    await expect(client.get('/x')).rejects.toMatchObject({
      response: { status: 401 },
      asposeAuth: 'not-a-token-problem',
    });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([1, 0]);
    expect(tokens.current()).toBe(before);
  });

  it.each([403, 407, 400, 500])('is not a %d', async (status) => {
    const { axios: client } = await revoked();
    fake.onApi = (_seen, response) =>
      json(response, status, {}, { 'www-authenticate': 'Bearer error="invalid_token"' });
    await expect(client.get('/x')).rejects.toMatchObject({ response: { status } });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([1, 0]);
  });

  it('to the replay too ends as the caller’s own AxiosError', async () => {
    const { axios: client } = await revoked();
    refuseAll();
    const error = await caught(client.get('/x'));
    expect(axios.isAxiosError(error)).toBe(true);
    expect(error).toMatchObject({ asposeAuth: 'already-replayed', response: { status: 401 }, code: 'ERR_BAD_REQUEST' });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([2, 1]);
  });

  it('that the caller’s validateStatus takes for success is cured as well', async () => {
    const { axios: client } = await revoked();
    const { status } = await client.get('/x', { validateStatus: () => true });
    expect([status, fake.apiRequests.length]).toEqual([200, 2]);
    refuseAll();
    expect((await client.get('/x', { validateStatus: () => true })).status).toBe(401);
  });

  it.each([200, 0])('1 000 times at once over %d ms costs one token request', async (spread) => {
    const { axios: client } = await revoked();
    const answer = fake.onApi;
    fake.onApi = async (seen, response) => {
      await sleep(Math.random() * spread);
      await answer(seen, response);
    };
    const calls = await Promise.all(Array.from({ length: 1_000 }, () => client.get('/x')));
    expect(calls.filter(({ status }) => status === 200)).toHaveLength(1_000);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('T-11 of an endpoint that answers with the same token is not replayed', async () => {
    const { axios: client, tokens } = await revoked();
    const { value } = await tokens.getToken();
    fake.onToken = (_seen, response) => {
      json(response, 200, { access_token: value, token_type: 'Bearer', expires_in: 60 });
    };
    const errors = await Promise.all([caught(client.get('/x')), caught(client.get('/x'))]);
    expect(errors).toMatchObject([{ asposeAuth: 'same-token' }, { asposeAuth: 'same-token' }]);
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([2, 1]);
  });

  it.each(['http', 'fetch'])(
    'T-11 to a streamed call that is not replayed still has its body (%s)',
    async (adapter) => {
      const { axios: client, tokens } = await revoked();
      const { value } = await tokens.getToken();
      fake.onToken = (_seen, response) => json(response, 200, { access_token: value, token_type: 'Bearer' });
      const error = (await caught(client.get('/x', { responseType: 'stream', adapter }))) as AxiosError<Readable>;
      expect(error).toMatchObject({ asposeAuth: 'same-token' });
      expect(await text(error.response!.data)).toBe('{"message":"unauthorized"}');
    },
  );

  it('without a way to a new token ends with the reason', async () => {
    const { axios: client } = await revoked();
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await expect(client.get('/x')).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(fake.apiRequests).toHaveLength(1);
  });
});

describe('H-2 other people’s code', () => {
  it('runs once per call, however many attempts are made', async () => {
    const { axios: client } = await revoked();
    const [request, response, transformRequest, transformResponse] = Array.from({ length: 4 }, () =>
      jest.fn((value: never) => value),
    );
    client.interceptors.request.use(request as never);
    client.interceptors.response.use(response as never);
    await client.put('/x', 'body', { transformRequest, transformResponse } as unknown as AxiosRequestConfig);
    expect(fake.apiRequests).toHaveLength(2);
    for (const spy of [request, response, transformRequest, transformResponse]) expect(spy).toHaveBeenCalledTimes(1);
  });

  it('may send error.config again: it is authorised anew, and wrapped once', async () => {
    const { axios: client } = authorized(fake.options);
    const answer = fake.onApi;
    fake.onApi = (_seen, response) => json(response, 500, {});
    const error = (await caught(client.get('/x'))) as { config: AxiosRequestConfig };
    fake.onApi = answer;
    const { status } = await client.request(error.config);
    expect([status, fake.apiRequests.length, fake.tokenRequests.length]).toEqual([200, 2, 1]);
  });

  it('may bring an adapter of its own, which gets the token', async () => {
    const { axios: client } = authorized(fake.options);
    const adapter = jest.fn((config: { headers: { get(name: string): unknown } }) =>
      Promise.resolve({
        status: 200,
        data: String(config.headers.get('authorization')).slice(0, 7),
        headers: {},
        config,
      }),
    );
    const { data } = await client.get('/x', { adapter: adapter as never });
    expect(data).toBe('Bearer ');
  });
});

describe('H-4 a body', () => {
  const sha = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  const bytes = randomBytes(50_000);
  const native = () => {
    const form = new FormData();
    form.set('file', new Blob([bytes]), 'a.bin');
    return form;
  };
  it.each<[string, unknown, boolean]>([
    ['text', bytes.toString('base64'), true],
    ['a Buffer', bytes, true],
    ['a Uint8Array', new Uint8Array(bytes), true],
    ['an object', { a: 1, b: ['ü'] }, true],
    ['URLSearchParams', new URLSearchParams('a=b c'), true],
    ['a Blob', new Blob([bytes]), true],
    ['a native form', native(), false],
  ])('of %s is sent twice', async (_what, data, isSame) => {
    const { axios: client } = await revoked();
    expect((await client.post('/x', data)).status).toBe(200);
    const [first, second] = fake.apiRequests;
    expect(first?.body.length).toBeGreaterThan(0);
    expect(second?.body.length).toBe(first?.body.length);
    if (isSame) expect(second?.sha256).toBe(first?.sha256);
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
  ])('of %s that can be read once is sent once, and the caller is told', async (_what, data) => {
    const { axios: client } = await revoked();
    const error = await caught(client.put('/x', data()));
    expect(error).toMatchObject({ asposeAuth: 'body-not-replayable', response: { status: 401 } });
    expect(fake.apiRequests).toHaveLength(1);
    const again = await client.put<{ sha256: string }>('/x', Readable.from([bytes]));
    expect(again.data.sha256).toBe(sha(bytes));
  });
});

describe('H-5 an origin that refuses every token', () => {
  it('costs three tokens, then none for a while', async () => {
    const { axios: client, tokens } = authorized(fake.options);
    refuseAll();
    const refusals: unknown[] = [];
    for (let call = 0; call < 50; call += 1) {
      refusals.push(((await caught(client.get('/x'))) as { asposeAuth?: string }).asposeAuth);
    }
    expect(fake.tokenRequests).toHaveLength(3);
    expect(refusals.slice(-40).every((refusal) => refusal === 'rejecting')).toBe(true);
    expect(tokens.current()).toBeDefined();
  });
});

describe('H-6 the caller’s own proof wins', () => {
  it.each<[string, AxiosRequestConfig, string]>([
    ['a header', { headers: { Authorization: 'Bearer mine' } }, 'Bearer mine'],
    ['a header in lower case', { headers: { authorization: 'Custom mine' } }, 'Custom mine'],
    ['Basic credentials', { auth: { username: 'u', password: 'p' } }, 'Basic dTpw'],
  ])('%s is untouched, and not replayed', async (_what, config, expected) => {
    const { axios: client } = authorized(fake.options);
    refuseAll();
    await expect(client.get('/x', config)).rejects.toMatchObject({ response: { status: 401 } });
    expect(fake.apiRequests.map(({ headers }) => headers.authorization)).toEqual([expected]);
    expect(fake.tokenRequests).toHaveLength(0);
  });
});

describe('H-8 without a token', () => {
  it('the request is not sent', async () => {
    const { axios: client } = authorized(fake.options);
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await expect(client.post('/x', 'body')).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    await expect(client.post('/x', 'body')).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([0, 1]);
  });
});

describe('T-9 the caller’s patience', () => {
  const hang = () => {
    const gate = new EventEmitter();
    const held = once(gate, 'open');
    const grant = fake.onToken;
    fake.onToken = async (seen, response) => {
      await held;
      await grant(seen, response);
    };
    return () => gate.emit('open');
  };

  it('ends while a token is awaited: timeout, signal, cancelToken and unsubscribe, each alone', async () => {
    const release = hang();
    const { axios: client } = authorized(fake.options);
    const startedAt = performance.now();
    const source = axios.CancelToken.source();
    const timeout = caught(client.get('/x', { timeout: 50 }));
    const clarified = caught(client.get('/x', { timeout: 50, transitional: { clarifyTimeoutError: true } }));
    const aborted = caught(client.get('/x', { signal: AbortSignal.timeout(50) }));
    const cancelled = caught(client.get('/x', { cancelToken: source.token }));
    const subscription = new HttpService(client).get('/unsubscribed').subscribe();
    const patient = client.get('/patient');
    setTimeout(() => source.cancel(), 50);
    setTimeout(() => subscription.unsubscribe(), 50);
    expect(await timeout).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 50ms exceeded' });
    expect(await clarified).toMatchObject({ code: 'ETIMEDOUT' });
    expect(await aborted).toMatchObject({ code: 'ERR_CANCELED' });
    expect(await cancelled).toMatchObject({ code: 'ERR_CANCELED' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    release();
    expect((await patient).status).toBe(200);
    expect(fake.apiRequests.map(({ url }) => url)).toEqual(['/patient']);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('is one budget for the wait and the request', async () => {
    const release = hang();
    const { axios: client } = authorized(fake.options);
    fake.onApi = () => undefined;
    const startedAt = performance.now();
    const call = caught(client.get('/x', { timeout: 400 }));
    await sleep(250);
    release();
    expect(await call).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 400ms exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(600);
  });
});

describe('storage and AppSid', () => {
  it('come from the account, or from the request', async () => {
    const { axios: client } = authorized({ ...fake.options, storage: 'Account' });
    await client.get('/x', { params: { folder: 'a' } });
    await client.get('/x', { asposeAuth: { storage: 'Own', appSid: 'S' } });
    await client.get('/x?storage=Caller');
    expect(fake.apiRequests.map(({ url }) => url)).toEqual([
      '/x?folder=a&storage=Account',
      '/x?storage=Own&AppSid=S',
      '/x?storage=Caller',
    ]);
  });
});

describe('an anonymous account', () => {
  it('asks for no token and sends none', async () => {
    const { axios: client, tokens } = authorized({ anonymous: true, baseUrl: fake.url });
    fake.onApi = (_seen, response) => json(response, 200, {});
    await client.get('/x');
    expect(fake.apiRequests[0]?.headers).not.toHaveProperty('authorization');
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'ERR_ASPOSE_CONFIG' });
    expect(fake.tokenRequests).toHaveLength(0);
  });
});
