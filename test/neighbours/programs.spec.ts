import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a program of its own, because these packages replace parts of Node, which Jest has its own of. */
async function run(program: string): Promise<unknown> {
  const args = [
    '--no-warnings',
    '--import',
    './test/support/typescript.mjs',
    `test/neighbours/programs/${program}.mjs`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 18_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('packages that replace parts of Node, each in a process of its own', () => {
  it('nestjs-http-promise: its HttpService is discovered; token, replay and its own retries', async () => {
    expect(await run('http-promise')).toEqual({ statuses: [200, 200], requests: [5, 2], leaks: false });
  });

  it('nock: matches the token, and its errors do not show it', async () => {
    expect(await run('nock')).toEqual({ done: [true, 200, 'broken', expect.anything()], leaks: [false, false] });
  });

  it('msw: http and fetch; undici by a MockAgent as dispatcher', async () => {
    expect(await run('msw')).toEqual({ statuses: [200, 200, 200, 200, 401], leaks: [false, false] });
  });

  it('OpenTelemetry: spans of the 401, the token request and the replay, on both transports', async () => {
    const spans = { statuses: [200, 200, 401], isTraced: true, leaks: [false, false] };
    expect(await run('opentelemetry')).toEqual({
      http: spans,
      undici: spans,
    });
  });

  it('Sentry: errors, breadcrumbs and spans without the token', async () => {
    expect(await run('sentry')).toEqual({ counts: [4, 1], leaks: [false, false] });
  });
});
