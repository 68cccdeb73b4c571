import { writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { Terminal, variablesFor } from './terminal.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  await fake.stop();
});

const user = (changes: Record<string, string> = {}, isTTY = false) =>
  new Terminal({ ...variablesFor(fake), ...changes }, isTTY);

describe('the doctor on odd ways', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    delete process.env.http_proxy;
    delete process.env.NO_PROXY;
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  it('goes through a proxy as the token request does', async () => {
    const proxy = await FakeAspose.start();
    closing.push(() => proxy.stop());
    proxy.onApi = (_seen, response) => {
      proxy.grant(response);
    };
    process.env.http_proxy = proxy.url;
    const terminal = user({ http_proxy: proxy.url, ASPOSE_BASE_URL: 'http://desk.localhost:1' });
    expect(await terminal.run('doctor')).toBe(0);
    expect(proxy.apiRequests.map(({ url }) => url)).toEqual(['http://desk.localhost:1/connect/token']);
    expect(terminal.lines('name')[0]).toContain('127.0.0.1 (proxy of http_proxy) is an address already');
  });

  it.each(['localhost', '127.0.0.0/8', '::1'])(
    'bypasses a proxy as the token request does: NO_PROXY=%s',
    async (list) => {
      const proxy = { http_proxy: 'http://127.0.0.1:1', NO_PROXY: list };
      Object.assign(process.env, proxy);
      const terminal = user(proxy);
      expect(await terminal.run('token')).toBe(0);
      expect(await terminal.run('doctor')).toBe(0);
      expect(terminal.lines('connection')[0]).toMatch(/^ok .*127\.0\.0\.1:\d+ accepts connections/);
    },
  );

  it('names the variable of a proxy that is not there', async () => {
    const terminal = user({ http_proxy: 'http://127.0.0.1:1', ASPOSE_BASE_URL: 'http://desk.localhost:2' });
    expect(await terminal.run('doctor')).toBe(3);
    const [line] = terminal.lines('connection');
    expect(line).toMatch(
      /nobody listens at 127\.0\.0\.1:1 \(proxy of http_proxy\).*or correct host and port in http_proxy$/,
    );
  });

  it('knows a server that speaks something else', async () => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.write('SSH-2.0-none\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    const { port } = server.address() as { port: number };
    const terminal = user({ ASPOSE_BASE_URL: `http://127.0.0.1:${port}` });
    expect(await terminal.run('doctor')).toBe(3);
    const line = terminal.lines('credentials').at(-1);
    expect(line).toMatch(/does not speak HTTP \(HPE_\w+\)\. Fix: correct host and port in ASPOSE_BASE_URL$/);
  });

  it.each([
    ['is far too large', (response) => response.end('x'.repeat(70_000))],
    [
      'breaks off',
      (response) => response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    ],
  ] as [string, (response: Parameters<FakeAspose['onToken']>[1]) => unknown][])(
    'knows an answer that %s',
    async (_what, answer) => {
      fake.onToken = (_seen, response) => void answer(response);
      const terminal = user();
      expect(await terminal.run('doctor')).toBe(6);
      const line = terminal.lines('credentials').at(-1);
      expect(line).toMatch(
        /is in trouble: its answer broke off, or is far too large\. Fix: try later; .* ASPOSE_BASE_URL/,
      );
    },
  );

  it('examines an account though the environment has no default one', async () => {
    const own = Object.entries(variablesFor(fake)).map(([name, value]) => [name.replace('_', '_GROUPDOCS_'), value]);
    const terminal = new Terminal(Object.fromEntries(own));
    expect(await terminal.run('doctor', '--account', 'groupdocs')).toBe(0);
    expect(await terminal.run('token', '--account', 'groupdocs')).toBe(0);
    expect(await terminal.run('doctor')).toBe(2);
    expect(await terminal.run('doctor', '--account', 'default')).toBe(2);
    expect(await terminal.run('token')).toBe(2);
  });

  it('says that a proxy of the file is not used, unless the environment has it too', async () => {
    const terminal = user({ HTTPS_PROXY: 'http://127.0.0.1:2' });
    writeFileSync(
      join(terminal.cwd, '.env'),
      'http_proxy=http://user:word@127.0.0.1:1\nHTTPS_PROXY=http://127.0.0.1:3\nALL_PROXY=\nNO_PROXY=*\n',
    );
    expect(await terminal.run('doctor', '--no-token', '--env-file', '.env')).toBe(0);
    expect(terminal.err).toBe(
      'aspose-auth doctor: not used, though in the file: http_proxy, NO_PROXY. Proxies are read from the environment: set them there\n',
    );
  });

  it('examines the account that is named, and says which variables it has from the default one', async () => {
    const terminal = user({ ASPOSE_REPORTS_CLIENT_ID: fake.clientId, ASPOSE_REPORTS_CLIENT_SECRET: fake.clientSecret });
    fake.onToken = (_seen, response) => json(response, 404, {});
    expect(await terminal.run('doctor', '--account', 'reports')).toBe(6);
    expect(terminal.lines('environment')[0]).toContain(
      'ASPOSE_REPORTS_CLIENT_ID, secret from ASPOSE_REPORTS_CLIENT_SECRET',
    );
    expect(terminal.lines('credentials').at(-1)).toContain('Fix: correct ASPOSE_BASE_URL');
    expect(await terminal.run('doctor', '--account', 'mine')).toBe(2);
    expect(terminal.lines('environment').at(-1)).toMatch(/^FAIL.*no account of that name: set ASPOSE_MINE_CLIENT_ID/);
  });
});
