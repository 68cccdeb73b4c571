import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeAuthError } from '../../lib/errors.js';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { AsposeSandbox } from '../../sandbox/src/index.js';
import { authorized } from '../support/authorized.js';
import { type Any, SDKS, type SdkUnderTest } from '../support/sdks.js';

let sandbox: AsposeSandbox;

const own = { clientId: randomUUID(), clientSecret: randomUUID() };
const other = { clientId: randomUUID(), clientSecret: randomUUID() };

beforeEach(async () => {
  sandbox = await AsposeSandbox.start({ clients: [own, other] });
});

afterEach(() => sandbox.stop());

const open = (credentials: { clientId: string; clientSecret: string } = own) =>
  authorized({ ...credentials, baseUrl: sandbox.url });

const sdkOf = async ({ sdk }: SdkUnderTest, { account } = open()): Promise<Any> => createSdk(account, sdk);

const times = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, index) => work(index)));

const fulfilled = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length;

/** No matcher gets the text: a failure would print all of it. */
const mentions = (value: unknown, text: string): boolean =>
  inspect(value, { depth: 15, showHidden: true, maxStringLength: null, maxArrayLength: 1_000 }).includes(text);

describe.each(SDKS)('$name', (under) => {
  const { upload, download, list } = under;

  it('S-2 sends one token request for 100 cold calls, and one after a revocation, and every call succeeds', async () => {
    const api = await sdkOf(under);
    const cold = await times(100, () => upload(api, 'listed', Buffer.from('x')));
    expect({ ok: fulfilled(cold), asked: sandbox.tokenRequests }).toEqual({ ok: 100, asked: 1 });

    sandbox.revokeAll();
    const late = await times(100, () => list(api));
    expect({ ok: fulfilled(late), asked: sandbox.tokenRequests }).toEqual({ ok: 100, asked: 2 });
  });

  it('S-3 stores a file byte for byte under its own name, though its first attempt met a 401', async () => {
    const api = await sdkOf(under);
    await upload(api, 'first.bin', Buffer.from('first'));
    sandbox.revokeAll();
    const content = Buffer.from(Array.from({ length: 5_002 }, (_, index) => index % 251));
    await upload(api, 'a folder/my file.bin', content);
    sandbox.revokeAll();
    const stored = await open().axios.get<ArrayBuffer>('/v4.0/words/storage/file/a%20folder/my%20file.bin', {
      responseType: 'arraybuffer',
    });
    expect(Buffer.from(stored.data).equals(content)).toBe(true);
    const rest = await open().axios.get('/v4.0/words/storage/folder/a%20folder');
    expect(rest.data.Value).toEqual([expect.objectContaining({ Name: 'my file.bin', Size: 5_002 })]);
  });

  it('S-2 fails a call with one clear error where the credentials are wrong, and spends at most four requests', async () => {
    const api = await sdkOf(under, open({ clientId: own.clientId, clientSecret: randomUUID() }));
    const failed = await times(20, () => upload(api, 'x', Buffer.from('x')));
    for (const { reason } of failed as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(AsposeAuthError);
      expect(reason).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', status: 400, oauthError: 'invalid_client' });
    }
    expect(sandbox.counters.tokensRefused).toBeLessThanOrEqual(4);
  });

  it('S-3 keeps accounts apart', async () => {
    const mine = await sdkOf(under, open(own));
    const theirs = await sdkOf(under, open(other));
    const text = (index: number) => (index % 2 ? 'of mine' : 'of theirs');
    const both = await times(40, (index) => upload(index % 2 ? mine : theirs, `${index}`, Buffer.from(text(index))));
    expect({ ok: fulfilled(both), asked: sandbox.tokenRequests }).toEqual({ ok: 40, asked: 2 });
    const seen = await times(40, (index) => download(index % 2 ? theirs : mine, `${index}`));
    expect(fulfilled(seen)).toBe(0);
    const found = await times(40, (index) => download(index % 2 ? mine : theirs, `${index}`));
    const texts = found.map((result) => (result.status === 'fulfilled' ? result.value.toString() : result.reason));
    expect(texts).toEqual(texts.map((_, index) => text(index)));
  });

  it('S-1 holds no secret, and shows no token in answers and errors', async () => {
    const parts = open();
    const api = await sdkOf(under, parts);
    const answer = await upload(api, 'listed', Buffer.from('x'));
    const token = parts.tokens.current()?.value ?? '';
    expect(token).not.toBe('');
    const missing = await download(api, 'missing').catch((error: unknown) => error);
    expect([answer, missing, api].map((value) => mentions(value, token))).toEqual([false, false, false]);
    expect(mentions(api, own.clientSecret)).toBe(false);
  });

  it('S-3 hands out a 401 that two tokens could not cure as what it is', async () => {
    const api = await sdkOf(under);
    sandbox.faults.api = { kind: 'unauthorized' } as Any;
    const error = await upload(api, 'x', Buffer.from('x')).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ status: 401, asposeAuth: 'already-replayed' });
    expect((error as Error).message).toMatch(
      /^\w+\.uploadFile: 127\.0\.0\.1:\d+ refused the token \(401\), and another/,
    );
    expect(sandbox.tokenRequests).toBe(2);
  });
});

it('S-2 serves a mix of all SDKs of an account with one token request, and one after a revocation', async () => {
  const parts = open();
  const apis = await Promise.all(SDKS.map((under) => sdkOf(under, parts)));
  const mixed = () =>
    times(100, (index) => SDKS[index % SDKS.length]!.upload(apis[index % SDKS.length], 'x', Buffer.from('x')));
  const cold = await mixed();
  sandbox.revokeAll();
  const late = await mixed();
  expect({ cold: fulfilled(cold), late: fulfilled(late), asked: sandbox.tokenRequests }).toEqual({
    cold: 100,
    late: 100,
    asked: 2,
  });
});

it('S-2 fails no call of any SDK while tokens of two seconds expire under load', async () => {
  sandbox.tokenLifetimeSeconds = 2;
  const parts = open();
  const apis = await Promise.all(SDKS.map((under) => sdkOf(under, parts)));
  const until = Date.now() + 4_500;
  const failures: unknown[] = [];
  let calls = 0;
  const worker = async (index: number) => {
    while (Date.now() < until) {
      calls += 1;
      await SDKS[index]!.upload(apis[index], `${index}`, Buffer.from('x')).catch((error: unknown) =>
        failures.push(error),
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  await Promise.all(SDKS.map((_, index) => worker(index)));
  expect(failures).toEqual([]);
  expect(calls).toBeGreaterThan(100);
  expect(sandbox.tokenRequests).toBeGreaterThanOrEqual(3);
}, 15_000);
