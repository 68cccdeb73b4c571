import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readEnvironmentOptions } from '../../lib/config/aspose-auth.config.js';

const optionsOf = (env: Record<string, string>) => readEnvironmentOptions((name) => env[name]);

describe('the options that the environment gives', () => {
  it.each<[string, Record<string, string>, object]>([
    ['nothing', { OTHER: 'x' }, {}],
    ['credentials', { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET: ' s ' }, { clientId: 'id', clientSecret: 's' }],
    ['an alias', { ASPOSE_APP_SID: 'id', ASPOSE_CLIENT_ID: ' ' }, { clientId: 'id' }],
    [
      'a list',
      { ASPOSE_ALLOWED_ORIGINS: 'https://a.example, https://b.example' },
      { allowedOrigins: ['https://a.example', 'https://b.example'] },
    ],
    [
      'numbers and flags',
      { ASPOSE_TOKEN_TIMEOUT_MS: '250', ASPOSE_ANONYMOUS: 'yes', ASPOSE_VERIFY_ON_BOOT: '0' },
      { tokenTimeoutMs: 250, anonymous: true, verifyOnBoot: false },
    ],
    [
      'a secret before its file',
      { ASPOSE_CLIENT_SECRET: 's', ASPOSE_CLIENT_SECRET_FILE: '/run/s' },
      { clientSecret: 's' },
    ],
    [
      'addresses',
      { ASPOSE_BASE_URL: 'https://a.example', ASPOSE_TOKEN_URL: 'https://b.example/t', ASPOSE_STORAGE: 'main' },
      { baseUrl: 'https://a.example', tokenUrl: 'https://b.example/t', storage: 'main' },
    ],
  ])('%s', (_what, env, options) => {
    expect(optionsOf(env)).toEqual(options);
  });

  it('T-8 a secret in a file is read anew each time', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aspose-auth-'));
    const file = join(folder, 'secret');
    const { clientSecret } = optionsOf({ ASPOSE_CLIENT_SECRET_FILE: file });
    const read = clientSecret as () => Promise<string>;
    await writeFile(file, 'one\n');
    expect(await read()).toBe('one');
    await writeFile(file, 'two');
    expect(await read()).toBe('two');
    await rm(folder, { recursive: true });
  });

  it('are refused all at once where they cannot be read, by the name of the variable', () => {
    const env = { ASPOSE_BASE_URL: 'api', ASPOSE_TOKEN_TIMEOUT_MS: 'soon', ASPOSE_ANONYMOUS: 'maybe' };
    expect(() => optionsOf(env)).toThrow(expect.objectContaining({ code: 'ERR_ASPOSE_CONFIG' }));
    for (const name of Object.keys(env)) expect(() => optionsOf(env)).toThrow(name);
  });
});
