import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios, { type AxiosError } from 'axios';
import type { Account } from '../../lib/accounts/account.js';
import { getRejectionBreaker, RejectionBreaker } from '../../lib/http/unauthorized-retry.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { refuseAll, revoked } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

describe('H-3 a 401', () => {
  it.each([undefined, 'Bearer', 'Bearer error="invalid_token"', 'Basic realm="x", Bearer'])(
    'with %p is cured by one new token and one replay, byte for byte to the same address',
    async (challenge) => {
      const { axios: client } = await revoked(fake);
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
    const { axios: client, tokens } = await revoked(fake);
    refuseAll(fake, challenge);
    const before = tokens.current();
    await expect(client.get('/x')).rejects.toMatchObject({
      response: { status: 401 },
      asposeAuth: 'not-a-token-problem',
    });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([1, 0]);
    expect(tokens.current()).toBe(before);
  });

  it.each([403, 407, 400, 500])('is not a %d', async (status) => {
    const { axios: client } = await revoked(fake);
    fake.onApi = (_seen, response) =>
      json(response, status, {}, { 'www-authenticate': 'Bearer error="invalid_token"' });
    await expect(client.get('/x')).rejects.toMatchObject({ response: { status } });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([1, 0]);
  });

  it('to the replay too ends as the caller’s own AxiosError', async () => {
    const { axios: client } = await revoked(fake);
    refuseAll(fake);
    const error = await caught(client.get('/x'));
    expect(axios.isAxiosError(error)).toBe(true);
    expect(error).toMatchObject({ asposeAuth: 'already-replayed', response: { status: 401 }, code: 'ERR_BAD_REQUEST' });
    expect([fake.apiRequests.length, fake.tokenRequests.length]).toEqual([2, 1]);
  });

  it('that the caller’s validateStatus takes for success is cured as well', async () => {
    const { axios: client } = await revoked(fake);
    const { status } = await client.get('/x', { validateStatus: () => true });
    expect([status, fake.apiRequests.length]).toEqual([200, 2]);
    refuseAll(fake);
    expect((await client.get('/x', { validateStatus: () => true })).status).toBe(401);
  });

  it.each([200, 0])('1 000 times at once over %d ms costs one token request', async (spread) => {
    const { axios: client } = await revoked(fake);
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
    const { axios: client, tokens } = await revoked(fake);
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
      const { axios: client, tokens } = await revoked(fake);
      const { value } = await tokens.getToken();
      fake.onToken = (_seen, response) => json(response, 200, { access_token: value, token_type: 'Bearer' });
      const error = (await caught(client.get('/x', { responseType: 'stream', adapter }))) as AxiosError<Readable>;
      expect(error).toMatchObject({ asposeAuth: 'same-token' });
      expect(await text(error.response!.data)).toBe('{"message":"unauthorized"}');
    },
  );

  it('without a way to a new token ends with the reason', async () => {
    const { axios: client } = await revoked(fake);
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await expect(client.get('/x')).rejects.toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(fake.apiRequests).toHaveLength(1);
  });
});

describe('H-5 an origin that refuses every token', () => {
  it('costs three tokens, then none for a while', async () => {
    const { axios: client, tokens } = authorized(fake.options);
    refuseAll(fake);
    const refusals: unknown[] = [];
    for (let call = 0; call < 50; call += 1) {
      refusals.push(((await caught(client.get('/x'))) as { asposeAuth?: string }).asposeAuth);
    }
    expect(fake.tokenRequests).toHaveLength(3);
    expect(refusals.slice(-40).every((refusal) => refusal === 'rejecting')).toBe(true);
    expect(tokens.current()).toBeDefined();
  });
});

const ORIGIN = 'https://a.example';
const refuse = (breaker: RejectionBreaker, tokens: string[], random = 0) => {
  for (const token of tokens) breaker.recordRejection(ORIGIN, token, 1_000, random);
};

describe('H-5 the breaker', () => {
  it.each([
    [0, 11_000],
    [0.5, 16_000],
  ])('rests after three tokens in a row (random %d), until %d', (random, until) => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'b'], random);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(false);
    refuse(breaker, ['c'], random);
    expect(breaker.isOpen(ORIGIN, until - 1)).toBe(true);
    expect(breaker.isOpen(ORIGIN, until)).toBe(false);
    expect(breaker.isOpen('https://b.example', 1_000)).toBe(false);
  });

  it('counts a token once, however often it is refused', () => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'a', 'a', 'b', 'b']);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(false);
  });

  it('forgets when the origin accepts one', () => {
    const breaker = new RejectionBreaker();
    breaker.recordAcceptance(ORIGIN);
    refuse(breaker, ['a', 'b']);
    breaker.recordAcceptance(ORIGIN);
    refuse(breaker, ['c', 'd']);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(false);
    refuse(breaker, ['e']);
    expect(breaker.isOpen(ORIGIN, 1_000)).toBe(true);
  });

  it('rests again at the first token after its rest', () => {
    const breaker = new RejectionBreaker();
    refuse(breaker, ['a', 'b', 'c']);
    breaker.recordRejection(ORIGIN, 'd', 50_000, 0);
    expect(breaker.isOpen(ORIGIN, 59_999)).toBe(true);
  });

  it('is one per account', () => {
    const [account, other] = [{}, {}] as Account[] as [Account, Account];
    expect(getRejectionBreaker(account)).toBe(getRejectionBreaker(account));
    expect(getRejectionBreaker(account)).not.toBe(getRejectionBreaker(other));
  });
});
