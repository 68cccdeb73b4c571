import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { authorized } from '../support/authorized.js';
import { startOidc } from '../support/oidc-server.js';
import { caught } from '../support/token-harness.js';

let oidc: Awaited<ReturnType<typeof startOidc>>;
afterEach(() => oidc.stop());

describe('a real authorization server', () => {
  it('T-3 grants tokens of two seconds: 2 000 calls over several lives, none fails, hardly any is rejected', async () => {
    oidc = await startOidc(2);
    const { axios: client, account } = authorized(oidc.options);
    const statuses: Promise<number>[] = [];
    for (let tick = 0; tick < 200; tick += 1) {
      for (let i = 0; i < 10; i += 1) statuses.push(client.get('/x').then(({ status }) => status));
      await sleep(50);
    }
    expect((await Promise.all(statuses)).filter((status) => status === 200)).toHaveLength(2_000);
    // A process that is held up for a moment sends a few tokens late; those calls are replayed.
    expect(oidc.refused()).toBeLessThan(100);
    expect(oidc.issued()).toBe(account.manager.requestCount);
    expect(oidc.issued()).toBeGreaterThanOrEqual(5);
    expect(oidc.issued()).toBeLessThanOrEqual(25);
  }, 60_000);

  it('T-6 refuses wrong credentials, once', async () => {
    oidc = await startOidc(60);
    const { axios: client } = authorized({ ...oidc.options, clientSecret: 'wrong' });
    const errors = await Promise.all(Array.from({ length: 100 }, () => caught(client.get('/x'))));
    expect(errors[0]).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS', oauthError: 'invalid_client', status: 401 });
    expect([oidc.issued(), oidc.refused()]).toEqual([0, 0]);
  });
});
