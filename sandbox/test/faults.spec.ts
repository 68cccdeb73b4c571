import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from '../src/index.js';
import { authorizedClient, getToken, requestToken } from './client.js';

describe('faults', () => {
  let sandbox: AsposeSandbox;
  beforeEach(async () => {
    sandbox = await AsposeSandbox.start();
  });
  afterEach(() => sandbox.stop());

  const timed = async (action: () => Promise<unknown>): Promise<number> => {
    const started = performance.now();
    await action();
    return performance.now() - started;
  };

  it('delays the token endpoint and the API', async () => {
    const call = await authorizedClient(sandbox);
    sandbox.faults.tokenLatencyMs = 80;
    sandbox.faults.apiLatencyMs = 60;
    expect(await timed(() => requestToken(sandbox))).toBeGreaterThanOrEqual(75);
    expect(await timed(() => call('GET', '/info'))).toBeGreaterThanOrEqual(55);
    sandbox.faults.clear();
    expect(sandbox.faults).toMatchObject({ tokenLatencyMs: 0, apiLatencyMs: 0 });
  });

  it('rejects a misspelt name, also after clear()', () => {
    const faults = sandbox.faults as unknown as Record<string, unknown>;
    const misspell = () => {
      faults.tokn = { kind: 'hang' };
    };
    expect(misspell).toThrow(/tokn/);
    sandbox.faults.clear();
    expect(misspell).toThrow(/tokn/);
    expect(() => delete faults.token).toThrow(/token/); // it could not be set again
  });

  it('makes the token endpoint fail, as often as told', async () => {
    const fault = { kind: 'server-error', times: 2 } as const;
    sandbox.faults.token = fault;
    const statuses = [];
    for (let i = 0; i < 3; i++) statuses.push((await requestToken(sandbox)).status);
    expect(statuses).toEqual([500, 500, 200]);
    expect(fault.times).toBe(2);
    expect(sandbox.counters).toMatchObject({ tokenRequests: 3, tokensFailed: 2, tokensGranted: 1 });
  });

  it('makes the token endpoint unavailable', async () => {
    sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 7 };
    const response = await requestToken(sandbox);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
  });

  it('leaves members out of the token answer', async () => {
    sandbox.faults.token = { kind: 'no-access-token' };
    expect(await (await requestToken(sandbox)).json()).toEqual({ token_type: 'Bearer' });
    sandbox.faults.token = { kind: 'no-expires-in' };
    expect(Object.keys((await (await requestToken(sandbox)).json()) as object)).toEqual(['access_token', 'token_type']);
  });

  it('cuts connections, or never answers', async () => {
    sandbox.faults.token = { kind: 'reset' };
    await expect(requestToken(sandbox)).rejects.toThrow();
    sandbox.faults.token = { kind: 'hang' };
    const hanging = requestToken(sandbox);
    const first = await Promise.race([hanging, new Promise((resolve) => setTimeout(resolve, 100, 'nothing'))]);
    expect(first).toBe('nothing');
    await Promise.all([expect(hanging).rejects.toThrow(), sandbox.stop()]);
  });

  it('makes the API fail', async () => {
    const call = await authorizedClient(sandbox);
    sandbox.faults.api = { kind: 'unauthorized', times: 1 };
    expect((await call('GET', '/info')).status).toBe(401);
    sandbox.faults.api = { kind: 'server-error', times: 1 };
    expect((await call('GET', '/info')).status).toBe(500);
    sandbox.faults.api = { kind: 'unavailable', times: 1 };
    expect((await call('GET', '/info')).status).toBe(503);
    sandbox.faults.api = { kind: 'reset', times: 1 };
    await expect(call('GET', '/info')).rejects.toThrow();
    expect((await call('GET', '/info')).status).toBe(200);
    expect(sandbox.counters).toMatchObject({ apiRequests: 5, apiUnauthorized: 1 });
    sandbox.counters.reset();
    expect([sandbox.apiRequests, sandbox.tokenRequests]).toEqual([0, 0]);
  });

  it('changes what a 401 looks like', async () => {
    sandbox.faults.challenge = 'Bearer error="insufficient_scope"';
    sandbox.faults.unauthorizedBody = 'empty';
    const response = await fetch(`${sandbox.url}/v4.0/words/info`);
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope"');
    expect(await response.text()).toBe('');
    sandbox.faults.challenge = undefined;
    expect((await fetch(`${sandbox.url}/v4.0/words/info`)).headers.has('www-authenticate')).toBe(false);
  });

  it('keeps working for those who hold a token while the token endpoint is down', async () => {
    const token = await getToken(sandbox);
    sandbox.faults.token = { kind: 'server-error' };
    const response = await fetch(`${sandbox.url}/v4.0/words/info`, { headers: { Authorization: `Bearer ${token}` } });
    expect(response.status).toBe(200);
  });
});
