import { createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeAspose } from '../../support/fake-aspose.js';
import { Terminal, variablesFor } from '../terminal.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  await fake.stop();
});

const user = (changes: Record<string, string> = {}, isTTY = false) =>
  new Terminal({ ...variablesFor(fake), ...changes }, isTTY);

describe('the doctor on unusual networks', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    delete process.env.http_proxy;
    delete process.env.NO_PROXY;
    await Promise.all(closing.splice(0).map((close) => close()));
  });

  it('uses a proxy as the token request does', async () => {
    const proxy = await FakeAspose.start();
    closing.push(() => proxy.stop());
    proxy.onApi = (_seen, response) => {
      proxy.grant(response);
    };
    process.env.http_proxy = proxy.url;
    const terminal = user({ http_proxy: proxy.url, ASPOSE_BASE_URL: 'http://api.localhost:1' });
    expect(await terminal.run('doctor')).toBe(0);
    expect(proxy.tokenRequests.map(({ url }) => url)).toEqual(['http://api.localhost:1/connect/token']);
    expect(terminal.lines('name')[0]).toContain('127.0.0.1 (proxy of http_proxy) is an IP address');
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

  it('names the variable of a proxy that is not running', async () => {
    const terminal = user({ http_proxy: 'http://127.0.0.1:1', ASPOSE_BASE_URL: 'http://api.localhost:2' });
    expect(await terminal.run('doctor')).toBe(3);
    const [line] = terminal.lines('connection');
    expect(line).toMatch(
      /no server listens at 127\.0\.0\.1:1 \(proxy of http_proxy\).*or correct the host and port in http_proxy$/,
    );
  });

  it('recognizes a server that does not speak HTTP', async () => {
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
    expect(line).toMatch(/does not speak HTTP \(HPE_\w+\)\. Fix: correct the host and port in ASPOSE_BASE_URL$/);
  });

  it.each([
    [
      'is too large',
      /the response of .* is not a token: it is larger than 64 KiB\. Fix: .* ASPOSE_BASE_URL/,
      (response) => response.end('x'.repeat(70_000)),
    ],
    [
      'breaks off',
      /is unavailable: its response broke off\. Fix: try again later\. .* ASPOSE_BASE_URL/,
      (response) => response.writeHead(200, { 'content-length': 99 }).write('{', () => response.destroy()),
    ],
  ] as [string, RegExp, (response: Parameters<FakeAspose['onToken']>[1]) => unknown][])(
    'recognizes a response that %s',
    async (_what, text, respond) => {
      fake.onToken = (_seen, response) => void respond(response);
      const terminal = user();
      expect(await terminal.run('doctor')).toBe(6);
      const line = terminal.lines('credentials').at(-1);
      expect(line).toMatch(text);
    },
  );
});
