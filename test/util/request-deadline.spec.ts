import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import axios, { type InternalAxiosRequestConfig } from 'axios';
import { NEVER, of, throwError } from 'rxjs';
import { RequestDeadline } from '../../lib/util/request-deadline.js';
import { caught } from '../support/token-harness.js';

const toConfig = (config: object) => config as InternalAxiosRequestConfig;

/** An abort signal that counts its listeners. */
function countingSignal() {
  const { signal } = new AbortController();
  const counts = { added: 0, removed: 0 };
  const counting = {
    aborted: false,
    addEventListener: (type: 'abort', listener: () => void) => {
      counts.added += 1;
      signal.addEventListener(type, listener);
    },
    removeEventListener: (type: 'abort', listener: () => void) => {
      counts.removed += 1;
      signal.removeEventListener(type, listener);
    },
  };
  return { signal: counting, counts };
}

describe('T-9 the request deadline', () => {
  it('ends a wait at the timeout with the error of axios', async () => {
    const wait = (own: object) => caught(new RequestDeadline(toConfig({ timeout: 20, ...own })).waitFor(NEVER));
    const [plain, clarified, worded] = await Promise.all([
      wait({}),
      wait({ transitional: { clarifyTimeoutError: true } }),
      wait({ timeoutErrorMessage: 'own words' }),
    ]);
    expect(plain).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 20ms exceeded', name: 'AxiosError' });
    expect(clarified).toMatchObject({ code: 'ETIMEDOUT' });
    expect(worded).toMatchObject({ code: 'ECONNABORTED', message: 'own words' });
  });

  it('ends a wait at an abort, now or before', async () => {
    const abort = new AbortController();
    const source = axios.CancelToken.source();
    const waits = [{ signal: abort.signal }, { cancelToken: source.token }].map((config) =>
      caught(new RequestDeadline(toConfig(config)).waitFor(NEVER)),
    );
    abort.abort();
    source.cancel('enough');
    const [aborted, cancelled] = await Promise.all(waits);
    expect(aborted).toMatchObject({ code: 'ERR_CANCELED', message: 'canceled', name: 'CanceledError' });
    expect(cancelled).toMatchObject({ code: 'ERR_CANCELED', message: 'enough' });
    for (const config of [{ signal: AbortSignal.abort() }, { cancelToken: source.token }]) {
      const deadline = new RequestDeadline(toConfig(config));
      expect(await caught(deadline.waitFor(NEVER))).toMatchObject({ code: 'ERR_CANCELED' });
      expect(await caught(deadline.waitFor(NEVER))).toBe(deadline.failure);
    }
  });

  it('is one budget for all that follows its construction', async () => {
    const deadline = new RequestDeadline(toConfig({ timeout: 200 }));
    expect(() => deadline.assertActive()).not.toThrow();
    await sleep(120);
    const startedAt = performance.now();
    expect(await caught(deadline.waitFor(NEVER))).toMatchObject({ message: 'timeout of 200ms exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(150);
    const spent = new RequestDeadline(toConfig({ timeout: 10 }));
    await sleep(20);
    expect(() => spent.assertActive()).toThrow('timeout of 10ms exceeded');
  });

  it('cancels an adapter, also one that does not listen, and then sends nothing', async () => {
    const deadline = new RequestDeadline(toConfig({ timeout: 30 }));
    const sent = toConfig({});
    const reasons: unknown[] = [];
    const hang = (config: InternalAxiosRequestConfig) => {
      void config.cancelToken?.promise.then(() => reasons.push(config.cancelToken?.reason));
      return new Promise<never>(() => undefined);
    };
    const failure = await caught(deadline.callAdapter(hang, sent));
    expect(failure).toMatchObject({ code: 'ECONNABORTED' });
    await sleep(1);
    expect(reasons).toEqual([failure]);
    expect(() => deadline.callAdapter(hang, sent)).toThrow(failure);
  });

  it('passes the caller’s cancellation on to the adapter', async () => {
    const source = axios.CancelToken.source();
    const deadline = new RequestDeadline(toConfig({ timeout: 1_000, cancelToken: source.token }));
    const sent = toConfig({});
    const adapter = (config: InternalAxiosRequestConfig) =>
      new Promise((_resolve, reject) => void config.cancelToken?.promise.then(reject));
    const calling = caught(deadline.callAdapter(adapter, sent));
    source.cancel('enough');
    expect(await calling).toMatchObject({ message: 'enough' });
  });

  it.each([undefined, 0, Number.NaN, 'soon'])('has no timeout if the config has %p', async (timeout) => {
    const deadline = new RequestDeadline(toConfig({ timeout }));
    expect(await deadline.waitFor(of('value'))).toBe('value');
  });

  it('passes on the value or the error, and leaves no listener and no timer behind', async () => {
    const { signal, counts } = countingSignal();
    const deadline = new RequestDeadline(toConfig({ signal, timeout: 20 }));
    expect(await deadline.waitFor(of('value'))).toBe('value');
    const error = new Error('no token');
    expect(await caught(deadline.waitFor(throwError(() => error)))).toBe(error);
    expect(counts).toEqual({ added: 2, removed: 2 });
    await sleep(40);
    expect(deadline.failure).toBeUndefined();
  });

  it('reports the first failure once', () => {
    const failures: Error[] = [];
    const deadline = new RequestDeadline(toConfig({}), {});
    deadline.onFailure = (error) => failures.push(error);
    const first = new Error('first');
    deadline.throwIfFailed();
    deadline.fail(first);
    deadline.fail(new Error('second'));
    expect(failures).toEqual([first]);
    expect(() => deadline.throwIfFailed()).toThrow(first);
  });

  it('without its timeout still ends at an abort', async () => {
    const abort = new AbortController();
    const request = {};
    const deadline = new RequestDeadline(toConfig({ timeout: 10, signal: abort.signal }), request);
    deadline.start();
    deadline.clearTimeout();
    await sleep(30);
    expect(deadline.failure).toBeUndefined();
    abort.abort();
    expect(deadline.failure).toMatchObject({ code: 'ERR_CANCELED', request });
  });
});
