import { describe, expect, it } from '@jest/globals';
import type { AccountSettings } from '../../lib/options/settings.js';
import { readSecret } from '../../lib/token/token-endpoint.js';
import { caught } from '../support/cycle.js';
import { settingsWith } from '../support/settings.js';

const giving = (read: () => Promise<unknown>): AccountSettings => ({
  ...settingsWith(),
  name: 'reports',
  secret: { rotates: true, label: 'VAULT', read: read as () => Promise<string> },
});

describe('T-8 the secret of a moment', () => {
  it.each([
    ['x', 'x'],
    [' x y\r\n', 'x y'],
  ])('%j is %j', async (given, secret) => {
    expect(await readSecret(giving(() => Promise.resolve(given)))).toBe(secret);
  });

  it('is none where the account proves itself without one', async () => {
    expect(await readSecret({ ...settingsWith(), secret: undefined })).toBeUndefined();
  });

  it.each([[''], [' \n'], [42], [undefined], [null], [{ trim: (): string => 'x' }]])(
    '%p is none, and is named',
    async (given) => {
      const error = await caught(readSecret(giving(() => Promise.resolve(given))));
      expect(error).toMatchObject({
        code: 'ERR_ASPOSE_CONFIG',
        account: 'reports',
        message: 'VAULT gave no client secret: it must give text that is not blank.',
      });
      expect(error).not.toHaveProperty('cause');
    },
  );

  it('whose source fails is named, with the cause', async () => {
    const cause = new Error('vault is sealed');
    expect(await caught(readSecret(giving(() => Promise.reject(cause))))).toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      account: 'reports',
      message: 'The client secret could not be read from VAULT: it failed. See the cause.',
      cause,
    });
  });
});
