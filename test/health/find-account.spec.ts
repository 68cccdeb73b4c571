import { describe, expect, it } from '@jest/globals';
import type { AccountRegistry } from '../../lib/accounts/account-registry.js';
import { findAccount } from '../../lib/health/aspose-auth-health.indicator.js';
import { caught } from '../support/token-harness.js';

describe('finding the account', () => {
  const createAccounts = (resolve: () => unknown) => ({ resolve }) as unknown as AccountRegistry;

  it('has a timeout for accountResolver', async () => {
    const startedAt = performance.now();
    const hanging = createAccounts(() => new Promise(() => undefined));
    expect(await findAccount(hanging, 'acme', 100)).toEqual({
      account: 'acme',
      token: 'down',
      code: 'ERR_ASPOSE_ACCOUNT',
      message: 'accountResolver did not respond within 100 ms.',
    });
    expect(performance.now() - startedAt).toBeGreaterThan(90);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('rethrows unexpected errors', async () => {
    const unexpected = new TypeError('unexpected');
    const failing = createAccounts(() => {
      throw unexpected;
    });
    expect(await caught(findAccount(failing, 'acme'))).toBe(unexpected);
  });
});
