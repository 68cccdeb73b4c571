import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAccount } from '../../lib/accounts/account.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryStore } from '../support/memory-store.js';
import { settled } from '../support/promises.js';
import { settingsWith } from '../support/settings.js';
import { granted } from '../support/token-harness.js';

/** A process with an account of one credential pair, whose token requests are answered with tokens that begin with `prefix`. */
function startProcess(store: MemoryStore, settings = settingsWith(), prefix = 'one') {
  const clock = new ManualClock();
  let sent = 0;
  const transport = () => {
    sent += 1;
    return Promise.resolve(granted(`${prefix}-${sent}`));
  };
  const account = createAccount(settings, { clock, store, transport });
  const types: string[] = [];
  account.tokens.events$.subscribe(({ type }) => types.push(type));
  const getToken = async () => {
    const { value } = await account.tokens.getToken();
    await settled(); // it is stored behind the caller's back
    return value;
  };
  return { account, types, getToken, requests: () => sent };
}

describe('an account with a store', () => {
  it('F-1 shares its tokens with other processes', async () => {
    const store = new MemoryStore(new ManualClock());
    const settings = settingsWith({ clientId: randomUUID() });
    const [one, two] = [startProcess(store, settings), startProcess(store, settings, 'two')];
    expect([await one.getToken(), await two.getToken()]).toEqual(['one-1', 'one-1']);
    expect([one.requests(), two.requests()]).toEqual([1, 0]);
    expect(two.types).toEqual(['token.acquired']);
  });

  it('F-3 tells once that the store fails, and once that it works again', async () => {
    const store = new MemoryStore(new ManualClock());
    const { account, types, getToken } = startProcess(store);
    for (const broken of [new Error('it is gone'), new Error('it is gone'), undefined, undefined]) {
      store.broken = broken;
      account.tokens.reject(await getToken());
    }
    expect(types.filter((type) => type.startsWith('store.'))).toEqual(['store.failed', 'store.recovered']);
  });
});
