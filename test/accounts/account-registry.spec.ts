import { describe, expect, it } from '@jest/globals';
import { createAccount } from '../../lib/accounts/account.js';
import { AccountRegistry } from '../../lib/accounts/account-registry.js';
import type { AccountResolver, AsposeAccountOptions, AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { ManualClock } from '../support/manual-clock.js';
import { caught, settled } from '../support/promises.js';

type Answer = AsposeAccountOptions | undefined | null;

/** A registry whose resolver answers when the test says so. */
function registryWith(options: AsposeAuthModuleOptions = {}, variables: Record<string, string> = {}) {
  const clock = new ManualClock();
  const asked: { name: string; answer: (options: Answer) => void }[] = [];
  const accountResolver: AccountResolver = (name) =>
    new Promise<Answer>((resolve) => {
      asked.push({ name, answer: resolve });
    });
  const settings = resolveSettings({ clientId: 'own', clientSecret: 's', ...options }, (name) => variables[name]);
  const registry = new AccountRegistry(settings, {
    clock,
    accountResolver,
    createAccount: (one, fetching) => createAccount(one, { clock, fetching }),
    ...('accountResolver' in options && { accountResolver: options.accountResolver }),
  });
  const resolve = async (name: string) => registry.resolve(name);
  return { registry, resolve, asked, clock };
}
const options = (clientId: string): AsposeAccountOptions => ({ clientId, clientSecret: 's' });

describe('F-6 names that come from callers', () => {
  const variables = { ASPOSE_RE_PORTS_CLIENT_ID: 'of the application', ASPOSE_RE_PORTS_CLIENT_SECRET: 's' };
  const names = ['re-ports', 'RE.PORTS', 're/ports', 'Re Ports', 're_ports', '__proto__', 'constructor', '', ' '];

  it.each(names)('such as %j reach the resolver exactly as they are, and not the environment', async (name) => {
    const { resolve, asked } = registryWith({}, variables);
    const resolving = resolve(name);
    asked[0]?.answer(options('of the caller'));
    const { settings } = await resolving;
    expect([asked.map((one) => one.name), settings.name, settings.clientId]).toEqual([[name], name, 'of the caller']);
  });

  it('keep no more accounts than maxAccounts, however many there are', async () => {
    const { registry, resolve } = registryWith({ maxAccounts: 10, accountResolver: () => options('any') }, variables);
    for (let index = 0; index < 100; index += 1) await resolve(`re${'-'.repeat(index)}ports`);
    const kept = Array.from({ length: 100 }, (_, index) => {
      try {
        return registry.get(`re${'-'.repeat(index)}ports`).settings.name;
      } catch {
        return undefined;
      }
    });
    expect(kept.filter((name) => name !== undefined)).toHaveLength(10);
  });

  it('reach the environment once the application has listed the name', async () => {
    const { registry, resolve, asked } = registryWith({}, variables);
    const listed = await registry.resolveListed('re-ports');
    expect([listed.settings.clientId, await resolve('re-ports'), asked.length]).toEqual([
      'of the application',
      listed,
      0,
    ]);
    void resolve('RE.PORTS');
    await settled();
    expect(asked.map(({ name }) => name)).toEqual(['RE.PORTS']);
    registry.forget('re-ports');
    expect((await resolve('re-ports')).settings.clientId).toBe('of the application');
  });

  it('are forgotten as a whole if callers had named them before the application did', async () => {
    const { registry, resolve, asked } = registryWith({}, variables);
    const resolving = resolve('re-ports');
    await settled();
    asked[0]!.answer(options('of the resolver'));
    const completed: string[] = [];
    for (const account of [await resolving, await registry.resolveListed('re-ports')]) {
      const { clientId } = account.settings;
      account.reporter.events$.subscribe({ complete: () => completed.push(clientId) });
    }
    registry.forget('re-ports');
    expect(completed.sort()).toEqual(['of the application', 'of the resolver']);
  });
});

describe('T-12 accountResolver', () => {
  it('that never answers is named after tokenDeadlineMs, and asked anew', async () => {
    const { resolve, asked, clock } = registryWith({ tokenDeadlineMs: 5_000 });
    const waiting = [caught(resolve('acme')), caught(resolve('acme'))];
    await settled();
    clock.advance(5_000);
    const error = {
      code: 'ERR_ASPOSE_ACCOUNT',
      account: 'acme',
      message: 'accountResolver for account "acme" did not answer within 5000 ms (tokenDeadlineMs).',
    };
    expect(await Promise.all(waiting)).toMatchObject([error, error]);
    const again = resolve('acme');
    asked[0]?.answer(options('too late'));
    asked[1]?.answer(options('in time'));
    expect([(await again).settings.clientId, asked.length, clock.pendingTimers]).toEqual(['in time', 2, 0]);
    expect((await resolve('acme')).settings.clientId).toBe('in time');
  });

  it('that throws at once, or returns no promise, is like any other', async () => {
    const cause = new Error('sealed');
    const throws = registryWith({
      accountResolver: () => {
        throw cause;
      },
    });
    const message = 'accountResolver for account "acme" failed. What it threw is the cause of this error.';
    const error = { code: 'ERR_ASPOSE_ACCOUNT', account: 'acme', message, cause };
    expect(await caught(throws.resolve('acme'))).toMatchObject(error);
    const { resolve } = registryWith({ accountResolver: () => options('at once') });
    expect((await resolve('acme')).settings.clientId).toBe('at once');
  });

  it.each<[unknown, string]>([
    [undefined, 'ERR_ASPOSE_ACCOUNT'],
    [null, 'ERR_ASPOSE_ACCOUNT'],
    [{ storage: 'x' }, 'ERR_ASPOSE_CONFIG'],
    [{ clientId: 'a', clientSecret: 'b', tokenUrl: 'ftp://x' }, 'ERR_ASPOSE_CONFIG'],
  ])('whose answer is %j: the error is booked on the account that was asked for', async (answer, code) => {
    const { resolve, asked } = registryWith();
    const error = caught(resolve('acme'));
    asked[0]?.answer(answer as Answer);
    expect(await error).toMatchObject({ code, account: 'acme' });
  });
});

describe('the newest answer of the resolver', () => {
  it('wins after forget(), also for callers that asked before it', async () => {
    const { registry, resolve, asked } = registryWith();
    const before = resolve('acme');
    registry.forget('acme');
    const after = resolve('acme');
    asked[0]?.answer(options('old'));
    await settled();
    asked[1]?.answer(options('new'));
    expect([(await before).settings.clientId, (await after).settings.clientId]).toEqual(['new', 'new']);
    expect([registry.get('acme').settings.clientId, asked.length]).toEqual(['new', 2]);
  });

  it('stays if an older one arrives after it', async () => {
    const { registry, resolve, asked } = registryWith();
    const before = resolve('acme');
    registry.forget('acme');
    const after = resolve('acme');
    asked[1]?.answer(options('new'));
    await after;
    asked[0]?.answer(options('old'));
    expect((await before).settings.clientId).toBe('new');
    expect(registry.get('acme').settings.clientId).toBe('new');
  });

  it('is still waited for if an older question fails', async () => {
    const { registry, resolve, asked } = registryWith();
    const before = caught(resolve('acme'));
    registry.forget('acme');
    const after = resolve('acme');
    asked[0]?.answer(undefined);
    expect(await before).toMatchObject({ code: 'ERR_ASPOSE_ACCOUNT' });
    const joined = resolve('acme');
    asked[1]?.answer(options('new'));
    expect([await after, asked.length]).toEqual([await joined, 2]);
  });

  it('is asked for anew if the account was forgotten and nobody asked since', async () => {
    const { registry, resolve, asked } = registryWith();
    const before = resolve('acme');
    registry.forget('acme');
    asked[0]?.answer(options('old'));
    await settled();
    asked[1]?.answer(options('new'));
    expect((await before).settings.clientId).toBe('new');
  });
});

describe('closing', () => {
  it('ends the wait for a resolver, and leaves no timer', async () => {
    const { registry, resolve, clock, asked } = registryWith();
    const waiting = caught(resolve('acme'));
    await settled();
    registry.close();
    const message = 'Stopped waiting for a token: the application is closing.';
    expect(await waiting).toMatchObject({ code: 'ERR_ASPOSE_ABORTED', account: 'acme', message });
    asked[0]?.answer(options('late'));
    await settled();
    expect(() => registry.get('acme')).toThrow('There is no account "acme"');
    expect(clock.pendingTimers).toBe(0);
  });

  it('completes the events of every account, and of one that was forgotten or evicted', async () => {
    const { registry, resolve } = registryWith({ maxAccounts: 1, accountResolver: () => options('any') });
    const completed: string[] = [];
    const watch = async (name: string) => {
      const { tokens } = await resolve(name);
      tokens.events$.subscribe({ complete: () => completed.push(name) });
      return tokens;
    };
    await watch('default');
    await watch('a');
    await watch('b'); // evicts a
    expect(completed).toEqual(['a']);
    registry.forget('b');
    await watch('c');
    registry.close();
    expect(completed).toEqual(['a', 'b', 'default', 'c']);
    registry.get('default').tokens.events$.subscribe({ complete: () => completed.push('late subscriber') });
    expect(completed.at(-1)).toBe('late subscriber');
  });
});
