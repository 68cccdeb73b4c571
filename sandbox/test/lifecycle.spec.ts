import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { AsposeSandbox, type AsposeSandboxOptions } from '../src/index.js';
import { requestToken } from './client.js';

describe('AsposeSandbox', () => {
  it('listens on 127.0.0.1 only, with credentials of its own', async () => {
    const [one, two] = await Promise.all([AsposeSandbox.start(), AsposeSandbox.start()]);
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(one.clientId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(one.clientSecret).toMatch(/^[0-9a-f]{32}$/);
    expect(one.url).not.toBe(two.url);
    expect(one.clientSecret).not.toBe(two.clientSecret);
    expect(inspect(one, { depth: 9, showHidden: true })).not.toContain(one.clientSecret);
    await Promise.all([one.stop(), two.stop()]);
  });

  it('S-3 starts without the libraries that read documents: only its threads load them', () => {
    const files = new Set<string>();
    const packages = new Set<string>();
    const visit = (file: URL): void => {
      if (files.has(file.href)) return;
      files.add(file.href);
      for (const [, name = ''] of readFileSync(file, 'utf8').matchAll(
        /^(?:import|export) (?!type )[^;]* from '([^']+)'/gm,
      )) {
        if (!name.startsWith('.')) packages.add(name);
        else if (name.endsWith('.js')) visit(new URL(name.replace(/js$/, 'ts'), file));
      }
    };
    visit(new URL('../src/index.ts', import.meta.url));
    expect(files.size).toBeGreaterThan(30);
    const libraries = [...packages].filter((name) => !name.startsWith('node:'));
    expect(libraries.sort()).toEqual(['busboy', 'fastest-levenshtein']);
  });

  it('stops once, however often it is told to, with requests under way or not', async () => {
    const sandbox = await AsposeSandbox.start();
    await requestToken(sandbox);
    sandbox.faults.token = { kind: 'hang' };
    const hanging = requestToken(sandbox).catch(() => 'cut');
    const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([sandbox.stop(), sandbox.stop()]);
    await sandbox.stop();
    await sandbox[Symbol.asyncDispose]();
    expect(await hanging).toBe('cut');
    await closed;
    await expect(fetch(sandbox.url)).rejects.toThrow();
  });

  it('frees its port, and says clearly when a port is in use', async () => {
    const first = await AsposeSandbox.start();
    const port = Number(new URL(first.url).port);
    await expect(AsposeSandbox.start({ port })).rejects.toThrow(`port ${port} of 127.0.0.1 is in use`);
    await first.stop();
    const second = await AsposeSandbox.start({ port });
    expect(second.url).toBe(first.url);
    await second.stop();
  });

  it.each<[string, AsposeSandboxOptions]>([
    ['port', { port: 70_000 }],
    ['port', { port: 1.5 }],
    ['tokenLifetimeSeconds', { tokenLifetimeSeconds: 0 }],
    ['tokenLifetimeSeconds', { tokenLifetimeSeconds: Number.NaN }],
    ['maxFileBytes', { maxFileBytes: -1 }],
    ['clients', { clients: [] }],
    ['clients[0].clientId', { clients: [{ clientId: ' ', clientSecret: 'top-secret' }] }],
    [
      'clients[1].clientSecret',
      {
        clients: [
          { clientId: 'a', clientSecret: 'top-secret' },
          { clientId: 'b', clientSecret: '' },
        ],
      },
    ],
    [
      'clients[1].clientId',
      {
        clients: [
          { clientId: 'a', clientSecret: 'top-secret' },
          { clientId: 'a', clientSecret: 'x' },
        ],
      },
    ],
  ])('refuses a wrong %s, by name and without secrets', async (name, options) => {
    const error = await AsposeSandbox.start(options).catch((reason: unknown) => reason as Error);
    expect((error as Error).message).toContain(name);
    expect((error as Error).message).not.toContain('top-secret');
  });

  it.each([
    [{ prt: 1 }, 'prt is not an option; did you mean port?'],
    [{ tokenLifetime: 60 }, 'tokenLifetime is not an option; did you mean tokenLifetimeSeconds?'],
    [{ toString: 1 }, 'toString is not an option.'],
    [null, 'options must be an object.'],
    ['4000', 'options must be an object.'],
  ])('refuses %j with the nearest name', async (options, problem) => {
    const stopped = AsposeSandbox.start(options as never).then((sandbox) => sandbox.stop());
    await expect(stopped).rejects.toThrow(new TypeError(`AsposeSandbox: ${problem}`));
  });
});
