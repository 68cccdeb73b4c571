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

const createFor = async ({ sdk }: SdkUnderTest, { account } = open()): Promise<Any> => createSdk(account, sdk);

const runAll = <T>(count: number, work: (index: number) => Promise<T>) =>
  Promise.allSettled(Array.from({ length: count }, (_, index) => work(index)));

const countFulfilled = (results: PromiseSettledResult<unknown>[]) =>
  results.filter(({ status }) => status === 'fulfilled').length;

/** Not a matcher on the text, because a failure would print all of it. */
const contains = (value: unknown, text: string): boolean =>
  inspect(value, { depth: 15, showHidden: true, maxStringLength: null, maxArrayLength: 1_000 }).includes(text);

describe.each(SDKS)('$name', (under) => {
  const { upload, download, list } = under;

  it('S-2 sends one token request for 100 cold calls, and one after a revocation, and every call succeeds', async () => {
    const api = await createFor(under);
    const cold = await runAll(100, () => upload(api, 'listed', Buffer.from('x')));
    expect({ ok: countFulfilled(cold), tokenRequests: sandbox.tokenRequests }).toEqual({ ok: 100, tokenRequests: 1 });

    sandbox.revokeAll();
    const afterRevocation = await runAll(100, () => list(api));
    expect({ ok: countFulfilled(afterRevocation), tokenRequests: sandbox.tokenRequests }).toEqual({
      ok: 100,
      tokenRequests: 2,
    });
  });

  it('S-3 stores a file byte for byte under its own name, even if the first attempt received a 401', async () => {
    const api = await createFor(under);
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

  it('S-2 fails every call with one clear error if the credentials are wrong, after at most four token requests', async () => {
    const api = await createFor(under, open({ clientId: own.clientId, clientSecret: randomUUID() }));
    const failed = await runAll(20, () => upload(api, 'x', Buffer.from('x')));
    for (const { reason } of failed as PromiseRejectedResult[]) {
      expect(reason).toBeInstanceOf(AsposeAuthError);
      expect(reason).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', status: 400, oauthError: 'invalid_client' });
    }
    expect(sandbox.counters.tokensRejected).toBeLessThanOrEqual(4);
  });

  it('S-3 keeps accounts apart', async () => {
    const mine = await createFor(under, open(own));
    const theirs = await createFor(under, open(other));
    const text = (index: number) => (index % 2 ? 'mine' : 'theirs');
    const both = await runAll(40, (index) => upload(index % 2 ? mine : theirs, `${index}`, Buffer.from(text(index))));
    expect({ ok: countFulfilled(both), tokenRequests: sandbox.tokenRequests }).toEqual({ ok: 40, tokenRequests: 2 });
    const foreign = await runAll(40, (index) => download(index % 2 ? theirs : mine, `${index}`));
    expect(countFulfilled(foreign)).toBe(0);
    const downloads = await runAll(40, (index) => download(index % 2 ? mine : theirs, `${index}`));
    const texts = downloads.map((result) => (result.status === 'fulfilled' ? result.value.toString() : result.reason));
    expect(texts).toEqual(texts.map((_, index) => text(index)));
  });

  it('S-1 contains no secret, and shows no token in results and errors', async () => {
    const parts = open();
    const api = await createFor(under, parts);
    const result = await upload(api, 'listed', Buffer.from('x'));
    const token = parts.tokens.current()?.value ?? '';
    expect(token).not.toBe('');
    const missing = await download(api, 'missing').catch((error: unknown) => error);
    expect([result, missing, api].map((value) => contains(value, token))).toEqual([false, false, false]);
    expect(contains(api, own.clientSecret)).toBe(false);
  });

  it('S-3 fails with status 401 if the API rejects two tokens', async () => {
    const api = await createFor(under);
    sandbox.faults.api = { kind: 'unauthorized' } as Any;
    const error = await upload(api, 'x', Buffer.from('x')).catch((failure: unknown) => failure);
    expect(error).toMatchObject({ status: 401, asposeAuth: 'already-replayed' });
    expect((error as Error).message).toMatch(
      /^\w+\.uploadFile: 127\.0\.0\.1:\d+ rejected the token \(401\), and then a new token as well/,
    );
    expect(sandbox.tokenRequests).toBe(2);
  });
});

it('S-2 sends one token request for a mix of all SDKs of an account, and one after a revocation', async () => {
  const parts = open();
  const apis = await Promise.all(SDKS.map((under) => createFor(under, parts)));
  const mixed = () =>
    runAll(100, (index) => SDKS[index % SDKS.length]!.upload(apis[index % SDKS.length], 'x', Buffer.from('x')));
  const cold = await mixed();
  sandbox.revokeAll();
  const afterRevocation = await mixed();
  expect({
    cold: countFulfilled(cold),
    afterRevocation: countFulfilled(afterRevocation),
    tokenRequests: sandbox.tokenRequests,
  }).toEqual({
    cold: 100,
    afterRevocation: 100,
    tokenRequests: 2,
  });
});

it('S-2 fails no call of any SDK while tokens with a lifetime of two seconds expire under load', async () => {
  sandbox.tokenLifetimeSeconds = 2;
  const parts = open();
  const apis = await Promise.all(SDKS.map((under) => createFor(under, parts)));
  const deadline = Date.now() + 4_500;
  const failures: unknown[] = [];
  let calls = 0;
  const worker = async (index: number) => {
    while (Date.now() < deadline) {
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
