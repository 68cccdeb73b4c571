import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { LinkedCancelToken } from '../../lib/util/cancel-token.js';
import { settled } from '../support/promises.js';

/** A token of a caller, and one of this package that is linked to it. */
function link() {
  const caller = axios.CancelToken.source();
  const token = new LinkedCancelToken(caller.token);
  const heard: unknown[] = [];
  const listener = (reason?: unknown) => void heard.push(reason);
  return { caller, token, heard, listener };
}
const why = new Error('why');

describe('T-9 a linked cancel token', () => {
  it('tells listeners of its own end, without the reason', () => {
    const { token, heard, listener } = link();
    token.subscribe(listener);
    token.subscribe(() => void heard.push('second'));
    token.cancel(why);
    expect(heard).toEqual([undefined, 'second']);
    token.subscribe(listener);
    expect(heard).toHaveLength(3); // at once
  });

  it('tells listeners that the caller has cancelled', async () => {
    const { caller, token, heard, listener } = link();
    token.subscribe(listener);
    expect([token.reason, heard]).toEqual([undefined, []]);
    caller.cancel('enough');
    await settled();
    expect(heard).toMatchObject([{ message: 'enough' }]);
    expect(token.reason).toBe(heard[0]);
  });

  it('does not tell those that have left, whoever cancels', async () => {
    const { caller, token, heard, listener } = link();
    token.unsubscribe(listener);
    token.subscribe(listener);
    token.unsubscribe(listener);
    token.cancel(why);
    caller.cancel('enough');
    await settled();
    expect(heard).toEqual([]);
  });

  it('keeps its first reason, which comes before that of the caller', () => {
    const { caller, token } = link();
    caller.cancel('enough');
    token.cancel(why);
    token.cancel(new Error('again'));
    expect(token.reason).toBe(why);
  });

  it('throws its reason, and nothing without one', () => {
    const { token } = link();
    expect(() => token.throwIfRequested()).not.toThrow();
    token.cancel(why);
    expect(() => token.throwIfRequested()).toThrow(why);
  });

  it('works without a token of the caller', () => {
    const token = new LinkedCancelToken();
    const heard: string[] = [];
    const listener = () => void heard.push('end');
    token.unsubscribe(listener);
    token.subscribe(listener);
    expect(token.reason).toBeUndefined();
    token.cancel(why);
    token.unsubscribe(listener);
    expect([heard, token.reason]).toEqual([['end'], why]);
  });

  it('may lose listeners while it tells them', () => {
    const { token, heard, listener } = link();
    token.subscribe(() => {
      token.unsubscribe(listener);
      heard.push('first');
    });
    token.subscribe(listener);
    token.cancel(why);
    expect(heard).toEqual(['first', undefined]); // as axios' own
  });
});

describe('a cancel token for adapters that know only', () => {
  it('a promise', async () => {
    const { caller, token } = link();
    const { promise } = token;
    caller.cancel('enough');
    expect(await promise).toMatchObject({ message: 'enough' });
  });

  it('a signal, which can be let go', async () => {
    const { caller, token } = link();
    const [signal, released] = [token.toAbortSignal(), token.toAbortSignal()];
    (released as AbortSignal & { unsubscribe(): void }).unsubscribe();
    expect(signal.aborted).toBe(false);
    caller.cancel('enough');
    await settled();
    expect([signal.aborted, released.aborted]).toEqual([true, false]);
    expect(signal.reason).toMatchObject({ message: 'enough' });
  });
});
