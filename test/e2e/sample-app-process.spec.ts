import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';

const MAIN = resolve('dist/sample-app/main.js');
/** The environment without a developer's credentials and settings. */
const CLEAN = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(ASPOSE_|(PORT|HOST|ALLOWED_HOSTS|NODE_ENV)$)/.test(name)),
);

describe('the built document desk', () => {
  beforeAll(() => {
    if (!existsSync(MAIN)) execFileSync('npm', ['run', 'build'], { stdio: 'pipe' });
  }, 180_000);

  let child: ChildProcess | undefined;
  afterEach(() => {
    child?.kill('SIGKILL');
    child = undefined;
  });

  /** Runs in a new directory, so that the only `.env` is the given one. */
  function start(env: Record<string, string>, dotEnv?: string) {
    const cwd = mkdtempSync(join(tmpdir(), 'document-desk-'));
    if (dotEnv !== undefined) writeFileSync(join(cwd, '.env'), dotEnv);
    const desk = spawn(process.execPath, [MAIN], { cwd, env: { ...CLEAN, NO_COLOR: '1', ...env }, stdio: 'pipe' });
    child = desk;
    const output = { text: '' };
    for (const stream of [desk.stdout, desk.stderr])
      stream.on('data', (chunk: Buffer) => (output.text += chunk.toString()));
    const exit = once(desk, 'exit') as Promise<[code: number | null, signal: string | null]>;
    const ready = async () => {
      for (;;) {
        const url = /Ready at (http:\S+)/.exec(output.text)?.[1];
        if (url) return url;
        if (desk.exitCode !== null) throw new Error(output.text);
        await Promise.race([once(desk.stdout, 'data'), exit]);
      }
    };
    return { desk, output, exit, ready };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'reports when it is ready, serves requests, and exits at once on %s',
    async (signal) => {
      const { desk, output, exit, ready } = start({ PORT: '0' });
      const url = await ready();
      expect(output.text).toContain('No Aspose credentials found. Using a sandbox at http://127.0.0.1:');
      expect(await (await fetch(`${url}/documents`)).json()).toEqual([]);
      expect(await (await fetch(`${url}/auth/state`)).json()).toMatchObject({ tokenRequests: 1 });
      expect((await fetch(`${url}/api`)).status).toBe(200);
      const startedAt = performance.now();
      desk.kill(signal);
      expect(await exit).toEqual([0, null]);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    },
  );

  it.each([
    ['an invalid port', { PORT: 'abc' }, /^The document desk cannot start: PORT must be .* but is "abc"\.\n$/],
    [
      'no credentials in production',
      { NODE_ENV: 'production' },
      /^The document desk cannot start: there are no credentials.*NODE_ENV=production.*\n$/,
    ],
    [
      'only one of two credentials',
      { ASPOSE_CLIENT_ID: 'x' },
      /^The document desk cannot start: .*\n.*set ASPOSE_CLIENT_SECRET/,
    ],
  ])('exits with code 1 and a clear message for %s', async (_problem, env, line) => {
    const { output, exit } = start(env);
    expect(await exit).toEqual([1, null]);
    expect(output.text).toMatch(line);
  });

  it('exits with code 1 and one line if the port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { output, exit } = start({ PORT: String(port) });
    expect(await exit).toEqual([1, null]);
    expect(output.text).toMatch(/^The document desk cannot start: port \d+ of 127\.0\.0\.1 is in use\. .*\n$/);
    other.close();
  });

  it('reads .env in the working directory', async () => {
    const credentials = 'ASPOSE_CLIENT_ID=11111111-1111-4111-8111-111111111111\nASPOSE_CLIENT_SECRET=never-sent\n';
    const { output, ready } = start({}, `PORT=0\nASPOSE_BASE_URL=http://127.0.0.1:9\n${credentials}`);
    const url = await ready();
    expect(output.text).not.toContain('sandbox');
    const response = await fetch(`${url}/documents`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ message: expect.stringContaining('127.0.0.1:9') });
    expect(output.text).not.toContain('never-sent');
  });
});
