import { expect, it } from '@jest/globals';
import type { AsposeAccounts } from 'nestjs-aspose-auth';
import { reach } from '../../lib/health/aspose-auth-health.indicator.js';
import { caught } from '../support/token-harness.js';

const accounts = (answer: () => unknown) => ({ reach: answer }) as unknown as AsposeAccounts;

it('does not wait for ever for an accountResolver', async () => {
  const started = performance.now();
  const never = accounts(() => new Promise(() => undefined));
  expect(await reach(never, 'acme', 100)).toEqual({
    account: 'acme',
    token: 'down',
    code: 'ERR_ASPOSE_ACCOUNT',
    message: 'accountResolver has not answered within 100 ms.',
  });
  expect(performance.now() - started).toBeGreaterThan(90);
  expect(performance.now() - started).toBeLessThan(5_000);
});

it('hands on what is no trouble of an account', async () => {
  const broken = new TypeError('a fault');
  const thrown = accounts(() => {
    throw broken;
  });
  expect(await caught(reach(thrown, 'acme'))).toBe(broken);
});
