import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { AsposeAuthModule } from '../../lib/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
});

afterEach(() => fake.stop());

const wrong: [string, unknown, RegExp][] = [
  ['a misspelt option', { acount: 'reports' }, /acount is not an option; did you mean account\?/],
  ['text', 'reports', /must be an object/],
  ['null', null, /must be an object/],
  ['true', true, /must be an object/],
  ['a list', ['reports'], /must be an object/],
  ['a number as account', { account: 5 }, /account must be text/],
  ['null as account', { account: null }, /account must be text/],
];

describe.each(wrong)('F-6 %s never chooses the default account', (_what, options, message) => {
  const problem = expect.objectContaining({
    name: 'AsposeAuthError',
    code: 'ERR_ASPOSE_CONFIG',
    message: expect.stringMatching(message),
  });

  it('as asposeAuth of a request', async () => {
    const { axios: client } = authorized(fake.options);
    expect(await caught(client.get('/x', { asposeAuth: options as never }))).toEqual(problem);
    expect([fake.tokenRequests.length, fake.apiRequests.length]).toEqual([0, 0]);
  });

  it('as options of attach()', () => {
    const { authorizer } = authorized(fake.options);
    expect(() => authorizer.attach(axios.create(), options as never)).toThrow(problem);
  });

  it('as options of forFeature()', () => {
    expect(() => AsposeAuthModule.forFeature(options as never)).toThrow(problem);
  });
});

it('F-6 a request for an undefined account, such as a tenant that was not found, never gets the default account', async () => {
  const { axios: client } = authorized(fake.options);
  const error = await caught(client.get('/x', { asposeAuth: { account: undefined } as never }));
  expect(error).toMatchObject({ code: 'ERR_ASPOSE_CONFIG', message: expect.stringContaining('account is undefined') });
  expect([fake.tokenRequests.length, fake.apiRequests.length]).toEqual([0, 0]);
});

describe('forRoot', () => {
  it.each([
    [null, /must be an object/],
    [5, /must be an object/],
    [[], /must be an object/],
    [{ isGlobal: 'false' }, /isGlobal must be true or false/],
    [{ isGlobal: 0 }, /isGlobal must be true or false/],
    [{ isGlobal: null }, /isGlobal must be true or false/],
  ])('with %j says what is wrong', (options, message) => {
    const problem = expect.objectContaining({ code: 'ERR_ASPOSE_CONFIG', message: expect.stringMatching(message) });
    expect(() => AsposeAuthModule.forRoot(options as never)).toThrow(problem);
  });
});

describe('F-6 the name of an account', () => {
  it.each([5, null, {}, Symbol('x')])('that is %p is an error of this package', async (name) => {
    const { accounts } = authorized({ ...fake.options, accountResolver: () => ({}) });
    expect(await caught(accounts.get(name as never))).toMatchObject({ code: 'ERR_ASPOSE_ACCOUNT' });
  });
});
