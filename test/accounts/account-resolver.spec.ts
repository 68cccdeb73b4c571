import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeAuthError } from '../../lib/errors.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
});

afterEach(() => fake.stop());

/** Accounts of customers, each with credentials of its own. */
function customers(options: AsposeAuthModuleOptions = {}) {
  const asked: string[] = [];
  const accountResolver = (name: string): AsposeAccountOptions | undefined => {
    asked.push(name);
    return name.startsWith('no') ? undefined : { clientId: `id of ${name}`, clientSecret: randomUUID() };
  };
  return { ...authorized({ ...fake.options, accountResolver, ...options }), asked };
}

const clientIds = () => fake.tokenRequests.map(({ body }) => new URLSearchParams(body.toString()).get('client_id'));

describe('accountResolver', () => {
  it('is asked once for concurrent askers, and not again', async () => {
    const { accounts, asked } = customers();
    const all = await Promise.all(Array.from({ length: 50 }, () => accounts.get('acme')));
    await accounts.get('acme');
    expect(asked).toEqual(['acme']);
    expect(new Set(all.map(({ tokens }) => tokens)).size).toBe(1);
    expect(new Set(all.map(({ client }) => client)).size).toBe(1);
  });

  it('gives each request the token of the account that it names', async () => {
    const { axios } = customers();
    await Promise.all(['acme', 'bolt', 'acme'].map((account) => axios.get('/a', { asposeAuth: { account } })));
    await axios.get('/a');
    expect(clientIds()).toEqual(['id of acme', 'id of bolt', fake.clientId]);
    const used = fake.apiRequests.map(({ headers }) => headers.authorization);
    expect(new Set(used).size).toBe(3);
  });

  it('keeps refusals, tokens and events of accounts apart', async () => {
    const { accounts } = customers();
    fake.onToken = (seen, response) => {
      if (seen.body.includes('bolt')) response.writeHead(400).end('{"error":"invalid_client"}');
      else fake.grant(response);
    };
    const [acme, bolt] = [await accounts.get('acme'), await accounts.get('bolt')];
    const events: string[] = [];
    acme.tokens.events$.subscribe(({ type, account }) => events.push(`${account} ${type}`));
    const refused = await caught(bolt.tokens.getToken());
    expect(refused).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', account: 'bolt' });
    await acme.tokens.getToken();
    expect(events).toEqual(['acme token.requested', 'acme token.acquired']);
  });

  it.each<[string, (name: string) => AsposeAccountOptions | undefined, Partial<AsposeAuthError>]>([
    ['knows no such account', () => undefined, { code: 'ERR_ASPOSE_ACCOUNT' }],
    ['gives no credentials', () => ({ storage: 'x' }), { code: 'ERR_ASPOSE_CONFIG' }],
    [
      'gives what is not allowed',
      () => ({ clientId: 'a', clientSecret: 'b', baseUrl: 'ftp://x' }),
      { code: 'ERR_ASPOSE_CONFIG' },
    ],
    [
      'fails',
      () => {
        throw new Error('the vault is sealed');
      },
      { code: 'ERR_ASPOSE_ACCOUNT', cause: new Error('the vault is sealed') },
    ],
  ])('that %s fails the call, and is asked again', async (_text, accountResolver, error) => {
    let asked = 0;
    const count = (name: string) => {
      asked += 1;
      return accountResolver(name);
    };
    const { axios } = customers({ accountResolver: count });
    const call = () => caught(axios.get('/a', { asposeAuth: { account: 'acme' } }));
    expect(await call()).toMatchObject(error);
    expect(await call()).toBeInstanceOf(AsposeAuthError);
    expect(asked).toBe(2);
    expect(fake.apiRequests).toHaveLength(0);
  });

  it('is asked again for an account that was forgotten', async () => {
    const { accounts, asked } = customers();
    const before = await accounts.get('acme');
    accounts.forget('acme');
    const after = await accounts.get('acme');
    expect(asked).toEqual(['acme', 'acme']);
    expect(after.tokens).not.toBe(before.tokens);
  });
});

describe('maxAccounts', () => {
  it('lets the least recently used go, which is asked for again', async () => {
    const { accounts, asked } = customers({ maxAccounts: 2 });
    for (const name of ['a', 'b', 'a', 'c']) await accounts.get(name);
    await accounts.get('b');
    await accounts.get('c');
    expect(asked).toEqual(['a', 'b', 'c', 'b']);
  });

  it('F-6 ends the events of one that is evicted, whose holders still get tokens', async () => {
    const { accounts, asked } = customers({ maxAccounts: 1 });
    const { tokens } = await accounts.get('a');
    let isComplete = false;
    tokens.events$.subscribe({ complete: () => (isComplete = true) });
    await accounts.get('b');
    expect(isComplete).toBe(true);
    expect((await tokens.getToken()).value).toBeDefined();
    expect((await accounts.get('a')).tokens).not.toBe(tokens);
    expect(asked).toEqual(['a', 'b', 'a']);
  });

  it.each([0, -1, 1.5, Number.NaN])('of %d is a problem', (maxAccounts) => {
    expect(() => customers({ maxAccounts })).toThrow(/maxAccounts must be a whole number above 0/);
  });
});
