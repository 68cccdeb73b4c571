import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
let other: FakeAspose;
beforeEach(async () => {
  [fake, other] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
});
afterEach(() => Promise.all([fake.stop(), other.stop()]));
const setUp = () =>
  authorized({
    ...fake.options,
    accounts: { reports: other.options, ours: { clientId: randomUUID(), clientSecret: 'x' } },
  });

describe('accounts', () => {
  it('have a client and tokens of their own, each for its own origins', async () => {
    const { accounts } = setUp();
    const reports = await accounts.get('reports');
    await firstValueFrom(reports.client.get('/x'));
    await firstValueFrom((await accounts.get()).client.get('/x'));
    expect([fake.tokenRequests.length, other.tokenRequests.length]).toEqual([1, 1]);
    expect(fake.apiRequests[0]?.headers.authorization).not.toBe(other.apiRequests[0]?.headers.authorization);
    const abroad = firstValueFrom(reports.client.get(`${fake.url}/x`));
    await expect(abroad).rejects.toMatchObject({ response: { status: 401 } });
    expect(fake.apiRequests.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  it('are the same each time they are asked for', async () => {
    const { accounts } = setUp();
    const [first, second] = await Promise.all([accounts.get('reports'), accounts.get('reports')]);
    expect(second.client).toBe(first.client);
    expect(second.tokens).toBe(first.tokens);
    expect(first.name).toBe('reports');
  });

  it('can be named per request', async () => {
    const { axios } = setUp();
    await axios.get(`${other.url}/x`, { asposeAuth: { account: 'reports' } });
    expect([fake.tokenRequests.length, other.tokenRequests.length]).toEqual([0, 1]);
    await axios.get('/x', { asposeAuth: { account: 'ours' } });
    expect(new URLSearchParams(fake.tokenRequests[0]?.body.toString()).get('client_id')).not.toBe(fake.clientId);
  });

  it('that nobody knows are named, with those that are known', async () => {
    const { accounts, axios, authorizer } = setUp();
    const expected = {
      code: 'ERR_ASPOSE_ACCOUNT',
      account: 'nobody',
      message: expect.stringContaining('default, reports, ours'),
    };
    await expect(accounts.get('nobody')).rejects.toMatchObject(expected);
    await expect(axios.get('/x', { asposeAuth: { account: 'nobody' } })).rejects.toMatchObject(expected);
    expect(() => authorizer.attach(axios, { account: 'nobody' })).toThrow('There is no account "nobody"');
  });

  it('start anew when they are forgotten', async () => {
    const { accounts } = setUp();
    const before = await accounts.get('reports');
    await before.tokens.getToken();
    accounts.forget('reports');
    accounts.forget('nobody');
    const after = await accounts.get('reports');
    expect(after.tokens.current()).toBeUndefined();
    await firstValueFrom(after.client.get('/x'));
    expect(other.tokenRequests).toHaveLength(2);
  });

  it('say so to calls that wait while their account is forgotten, of which the next succeeds', async () => {
    const answer = other.onToken;
    other.onToken = () => undefined;
    const { accounts } = setUp();
    const waiting = caught((await accounts.get('reports')).tokens.getToken());
    await new Promise((resolve) => setTimeout(resolve, 30));
    accounts.forget('reports');
    expect(await waiting).toMatchObject({
      code: 'ERR_ASPOSE_ABORTED',
      account: 'reports',
      message: 'Stopped waiting for a token: the account "reports" was forgotten while the call waited; call again.',
    });
    other.onToken = answer;
    expect((await (await accounts.get('reports')).tokens.getToken()).value).toBeDefined();
  });

  it('end their requests under way when the application shuts down', async () => {
    fake.onToken = () => undefined;
    const { accounts, tokens } = setUp();
    const waiting = caught(tokens.getToken());
    await new Promise((resolve) => setTimeout(resolve, 30));
    accounts.onApplicationShutdown();
    expect(await waiting).toMatchObject({
      code: 'ERR_ASPOSE_ABORTED',
      message: 'Stopped waiting for a token: the application is closing.',
    });
  });
});
