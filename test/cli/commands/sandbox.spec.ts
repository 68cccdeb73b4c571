import { parseEnv } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sandbox } from '../../../lib/cli/commands/sandbox.js';
import { Terminal } from '../terminal.js';

let terminal: Terminal;
let ended: Promise<number> | undefined;
afterEach(async () => {
  terminal.stop();
  await ended;
  ended = undefined;
});

/** Starts it and waits for its last line, as a script would. */
async function start(...options: string[]) {
  terminal = new Terminal();
  ended = terminal.run('sandbox', ...options);
  await Promise.race([terminal.until('ASPOSE_CLIENT_SECRET='), ended]);
  const variables = parseEnv(terminal.out) as Record<string, string>;
  const { ASPOSE_BASE_URL: url = '', ASPOSE_CLIENT_ID: client_id, ASPOSE_CLIENT_SECRET: client_secret } = variables;
  const ask = () =>
    fetch(`${url}/connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client_id!,
        client_secret: client_secret!,
      }),
    });
  return { url, variables, ask };
}

describe('aspose-auth sandbox', () => {
  it('prints its address and the variables to use it, one a line, as an .env file has them', async () => {
    const { url, variables, ask } = await start();
    expect(terminal.out.split('\n')).toEqual([
      `# Aspose sandbox at ${url}`,
      `ASPOSE_BASE_URL=${url}`,
      expect.stringMatching(/^ASPOSE_CLIENT_ID=[\da-f-]{36}$/),
      expect.stringMatching(/^ASPOSE_CLIENT_SECRET=[\da-f]{32}$/),
      '',
    ]);
    expect(Object.keys(variables)).toEqual(['ASPOSE_BASE_URL', 'ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_SECRET']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await ask()).json()).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
  });

  it('is one that the doctor and `token` are content with', async () => {
    const { variables } = await start();
    const user = new Terminal(variables);
    expect(await user.run('doctor')).toBe(0);
    const pipe = new Terminal(variables);
    expect(await pipe.run('token')).toBe(0);
    expect(pipe.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it('has lifetimes, failures and latency as told', async () => {
    const { url, ask } = await start(
      '--token-lifetime',
      '7',
      '--fail-token',
      '1',
      '--fail-token-with',
      'unavailable',
      '--retry-after',
      '9',
      '--token-latency',
      '60',
      '--fail-api',
      'all',
    ); // prettier
    const failed = await ask();
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '9']);
    const startedAt = performance.now();
    expect(await (await ask()).json()).toMatchObject({ expires_in: 7 });
    expect(performance.now() - startedAt).toBeGreaterThan(50);
    const api = () => fetch(`${url}/v4.0/words/storage/folder`);
    expect([(await api()).status, (await api()).status]).toEqual([500, 500]);
  });

  it('ends with 0 when it is told to, and frees its port, which --port takes', async () => {
    const { url } = await start();
    terminal.stop();
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    const second = await start('--port', new URL(url).port);
    expect(second.url).toBe(url);
  });

  it('says in one line that a port is in use', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const other = new Terminal();
    expect(await other.run('sandbox', '--port', port)).toBe(1);
    const fix = 'Choose another one, or 0 for any free port.';
    expect(other.err).toBe(`aspose-auth sandbox: port ${port} of 127.0.0.1 is in use. ${fix}\n`);
    expect(other.out).toBe('');
  });

  it('says what to install where its libraries are missing', async () => {
    terminal = new Terminal();
    const missing = 'AsposeSandbox needs jose, which is not installed. Run: npm install --save-dev jose';
    const code = await sandbox([], terminal.io, () => Promise.reject(new Error(missing)));
    expect({ code, err: terminal.err, out: terminal.out }).toEqual({
      code: 1,
      err: `aspose-auth sandbox: ${missing}\n`,
      out: '',
    });
  });
});
