import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpService } from '@nestjs/axios';
import axios, { type InternalAxiosRequestConfig } from 'axios';
import { NEVER } from 'rxjs';
import { RequestDeadline } from '../../lib/util/request-deadline.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

describe('T-9 the caller’s patience', () => {
  const hang = () => {
    const gate = new EventEmitter();
    const held = once(gate, 'open');
    const grant = fake.onToken;
    fake.onToken = async (seen, response) => {
      await held;
      await grant(seen, response);
    };
    return () => gate.emit('open');
  };

  it('ends while a token is awaited: timeout, signal, cancelToken and unsubscribe, each alone', async () => {
    const release = hang();
    const { axios: client } = authorized(fake.options);
    const startedAt = performance.now();
    const source = axios.CancelToken.source();
    const timeout = caught(client.get('/x', { timeout: 50 }));
    const clarified = caught(client.get('/x', { timeout: 50, transitional: { clarifyTimeoutError: true } }));
    const aborted = caught(client.get('/x', { signal: AbortSignal.timeout(50) }));
    const cancelled = caught(client.get('/x', { cancelToken: source.token }));
    const subscription = new HttpService(client).get('/unsubscribed').subscribe();
    const patient = client.get('/patient');
    setTimeout(() => source.cancel(), 50);
    setTimeout(() => subscription.unsubscribe(), 50);
    expect(await timeout).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 50ms exceeded' });
    expect(await clarified).toMatchObject({ code: 'ETIMEDOUT' });
    expect(await aborted).toMatchObject({ code: 'ERR_CANCELED' });
    expect(await cancelled).toMatchObject({ code: 'ERR_CANCELED' });
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    release();
    expect((await patient).status).toBe(200);
    expect(fake.apiRequests.map(({ url }) => url)).toEqual(['/patient']);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('is one budget for the wait and the request', async () => {
    const release = hang();
    const { axios: client } = authorized(fake.options);
    fake.onApi = () => undefined;
    const startedAt = performance.now();
    const call = caught(client.get('/x', { timeout: 400 }));
    await sleep(250);
    release();
    expect(await call).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 400ms exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(600);
  });

  it('ends while accountResolver is awaited, and what was spent on it is spent', async () => {
    const gate = new EventEmitter();
    const accountResolver = async () => {
      await once(gate, 'open');
      return fake.options;
    };
    const { axios: client } = authorized({ ...fake.options, accountResolver });
    const asposeAuth = { account: 'tenant' };
    const aborted = caught(client.get('/x', { asposeAuth, signal: AbortSignal.timeout(20) }));
    const late = caught(client.get('/x', { asposeAuth, timeout: 50 }));
    expect(await aborted).toMatchObject({ code: 'ERR_CANCELED' });
    expect(await late).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 50ms exceeded' });
    fake.onApi = () => undefined;
    const startedAt = performance.now();
    const call = caught(client.get('/x', { asposeAuth, timeout: 400 }));
    await sleep(250);
    gate.emit('open');
    expect(await call).toMatchObject({ code: 'ECONNABORTED', message: 'timeout of 400ms exceeded' });
    expect(performance.now() - startedAt).toBeLessThan(600);
  });

  it('that is over before anything is awaited is noticed', async () => {
    const config = { signal: AbortSignal.abort() } as unknown as InternalAxiosRequestConfig;
    expect(await caught(new RequestDeadline(config).waitFor(NEVER))).toMatchObject({ code: 'ERR_CANCELED' });
  });
});
