// Loaded by Jest before each file of an official test suite; see ../vendor-suites.mjs.
import { join } from 'node:path';
import { afterAll, beforeEach, jest } from '@jest/globals';

const { SANDBOX_URL, SUITE_BRIDGE, SUITE_REVOKE, SUITE_SDK } = process.env;

if (SUITE_BRIDGE) {
  const bridge = await import('./bridge.mjs');
  const sdk = join(process.cwd(), SUITE_SDK);
  const exported = bridge.replaceClasses(jest.requireActual(sdk));
  jest.doMock(sdk, () => exported);
  afterAll(() => bridge.close());
}

beforeEach(async () => {
  if (SUITE_REVOKE) await fetch(`${SANDBOX_URL}/sandbox/revoke-tokens`, { method: 'POST' });
});
