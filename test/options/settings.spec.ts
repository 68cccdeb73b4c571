import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import { createSecretSource } from '../../lib/options/settings.js';

describe('a secret', () => {
  it('given as text never changes', async () => {
    const source = createSecretSource('fixed', 'clientSecret');
    expect([source.rotates, await source.read()]).toEqual([false, 'fixed']);
  });

  it('T-8 given as a function is asked each time', async () => {
    const values = ['one', 'two'];
    const ask = jest.fn(() => Promise.resolve(values.shift() ?? ''));
    const source = createSecretSource(ask, 'clientSecret');
    expect([source.rotates, await source.read(), await source.read()]).toEqual([true, 'one', 'two']);
  });

  it('from a function must not be in quotes', async () => {
    const quoted = createSecretSource(() => ' ‘one’\n', 'clientSecret').read();
    await expect(quoted).rejects.toThrow('is in quotes, which are part of the value; remove them.');
  });

  it('T-8 in ASPOSE_CLIENT_SECRET_FILE is read each time, the final line break left out', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'aspose-auth-'));
    const path = join(folder, 'secret');
    await writeFile(path, 'first\r\n');
    const variables: Record<string, string> = { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET_FILE: path };
    const { secret } = resolveSettings({}, (name) => variables[name]).accounts.get('default')!;
    expect([secret?.rotates, await secret?.read()]).toEqual([true, 'first']);
    await writeFile(path, 'second\nline\n');
    expect(await secret?.read()).toBe('second\nline');
    for (const quoted of ['"third"', '“third”\n']) {
      await writeFile(path, quoted);
      await expect(secret?.read()).rejects.toThrow('is in quotes, which are part of the value; remove');
    }
    await rm(folder, { recursive: true });
    await expect(secret?.read()).rejects.toThrow('ENOENT');
  });
});
