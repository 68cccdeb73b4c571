import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { variablesFor } from '../cli/terminal.js';
import { describeWithRedis } from '../support/describe-with-redis.js';
import { RedisServer } from '../support/redis.js';
import { tlsFront } from '../support/tls.js';
import { findEnvironment, page } from './pages.js';

let sandbox: AsposeSandbox;
beforeEach(async () => {
  sandbox = await AsposeSandbox.start();
});
afterEach(() => sandbox.stop());

/** Runs a recipe in a process of its own, which must end by itself. */
async function run(file: string, variables: Record<string, string>): Promise<string> {
  const { PATH, HOME } = process.env;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', resolve('test/examples/running/recipe.mjs'), resolve('test/examples', file)],
    { env: { PATH, HOME, ...variablesFor(sandbox), ...variables }, timeout: 15_000 },
  );
  return stdout.trim().split('\n').at(-1) ?? ''; // lines of Nest's log come before
}

describeWithRedis('with Redis', () => {
  let redis: RedisServer;
  beforeEach(async () => {
    redis = await RedisServer.start();
  });
  afterEach(() => redis.stop());

  it('the process ends by itself after the application has closed', async () => {
    expect(await run('recipes/redis.ts', { REDIS_URL: redis.url })).toBe('closed');
  });

  it('the process ends by itself if Redis is gone', async () => {
    await redis.stop();
    expect(await run('recipes/redis.ts', { REDIS_URL: redis.url })).toBe('closed');
  });

  it('two instances of a function request one token', async () => {
    const responses = JSON.stringify([1, 2].map(() => ({ statusCode: 200, body: '[]' })));
    expect(await run('recipes/lambda.ts', { REDIS_URL: redis.url })).toBe(responses);
    expect(await run('recipes/lambda.ts', { REDIS_URL: redis.url })).toBe(responses);
    expect(sandbox.tokenRequests).toBe(1);
  });
});

it('Jest ends by itself with the Redis client of the recipe', async () => {
  const jest = ['node_modules/jest/bin/jest.js', '--maxWorkers=1', 'test/examples/recipes/redis.spec.ts'];
  const { stderr } = await promisify(execFile)(process.execPath, ['--experimental-vm-modules', ...jest], {
    env: { PATH: process.env.PATH },
    timeout: 18_000,
  });
  expect(stderr).toContain('1 passed');
  expect(stderr).not.toContain('did not exit');
});

describe('in a company network', () => {
  let proxy: Server;
  const tunnels: string[] = [];
  beforeEach(async () => {
    proxy = createServer().on('connect', ({ url = '' }: IncomingMessage, socket) => {
      tunnels.push(url);
      const onward = connect(Number(url.split(':').at(-1)), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        socket.pipe(onward).pipe(socket);
      });
      socket.on('error', () => onward.destroy()).on('close', () => onward.destroy());
      onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  });
  afterEach(() => new Promise((done) => proxy.close(done)));

  it('the variables of the page suffice for a proxy and a certificate authority', async () => {
    const front = await tlsFront(sandbox.url);
    const ca = join(mkdtempSync(join(tmpdir(), 'ca-')), 'company-ca.pem');
    writeFileSync(ca, front.ca);
    const { port } = proxy.address() as AddressInfo;
    const values = { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '', NODE_EXTRA_CA_CERTS: ca };
    expect(Object.keys(findEnvironment(page('recipes'), 'company-network'))).toEqual(Object.keys(values));
    const url = front.url.replace('127.0.0.1', 'localhost');
    expect(await run('quick-start/app.module.ts', { ...values, ASPOSE_BASE_URL: url })).toBe('closed');
    expect(new Set(tunnels)).toEqual(new Set([new URL(url).host]));
    await front.stop();
  });
});
