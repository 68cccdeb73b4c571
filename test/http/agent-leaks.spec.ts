import { Agent } from 'node:http';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
let agent: Agent;

beforeEach(async () => {
  fake = await FakeAspose.start();
  agent = new Agent({ keepAlive: true });
});

afterEach(async () => {
  agent.destroy();
  await fake.stop();
});

interface PrintedSocket {
  readonly _pendingData?: unknown;
}

/** Everything that logs, debuggers and careless code can show of an error, non-enumerable properties included. */
function showAll(error: unknown): string {
  const { request } = error as { request?: { socket?: PrintedSocket; _currentRequest?: { socket?: PrintedSocket } } };
  const sockets = [request?.socket, request?._currentRequest?.socket];
  const pending = sockets.map((socket) => inspect(socket?._pendingData, { depth: null }));
  let text = '';
  try {
    text = JSON.stringify(error);
  } catch {
    text = 'circular';
  }
  return [text, inspect(error, { depth: null }), ...pending].join('\n');
}

async function findClosedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('H-2 an error beside an agent of the caller', () => {
  it.each([
    ['a GET', { method: 'get' }],
    ['a body', { method: 'put', data: Buffer.from('body') }],
    ['no redirects', { method: 'get', maxRedirects: 0 }],
  ])('that cannot connect does not show the token (%s)', async (_what, config) => {
    const origin = `http://127.0.0.1:${await findClosedPort()}`;
    const { axios, tokens } = authorized({ ...fake.options, allowedOrigins: [origin] });
    const { value } = await tokens.getToken();
    for (const httpAgent of [agent, undefined]) {
      const error = await caught(axios.request({ ...config, url: `${origin}/x`, httpAgent }));
      expect(error).toMatchObject({ code: 'ECONNREFUSED' });
      expect(showAll(error).includes(value)).toBe(false);
    }
  });

  it.each([
    ['the agent of the caller', () => ({ httpAgent: agent })],
    ["Node's own agent", () => ({})],
    ['no redirects', () => ({ maxRedirects: 0 })],
  ])('does not show the token of the next call on its connection: %s', async (_what, createConfig) => {
    const { axios, tokens } = authorized({ ...fake.options, http: createConfig() });
    let finish: () => void = () => undefined;
    const ports: unknown[] = [];
    fake.onApi = ({ url }, response) => {
      ports.push(response.req.socket.remotePort);
      if (url.includes('slow')) finish = () => json(response, 200, {});
      else json(response, 500, {});
    };
    await axios.get('/opens-the-connection').catch(() => undefined);
    const error = await caught(axios.get('/fails'));
    const slow = axios.get('/slow');
    while (ports.length < 3) await new Promise((resolve) => setImmediate(resolve));
    expect(ports[2]).toBe(ports[1]);
    const { value } = await tokens.getToken();
    const { request, response } = error as { request: object; response: object };
    for (const one of [error, request, response]) {
      expect(inspect(one, { depth: null, maxArrayLength: null }).includes(value)).toBe(false);
    }
    finish();
    await slow;
  });

  it('does not show the token of another call that is under way', async () => {
    const { axios, tokens } = authorized({ ...fake.options, http: { httpAgent: agent } });
    const { value } = await tokens.getToken();
    let finish: () => void = () => undefined;
    fake.onApi = ({ url }, response) => {
      if (url.includes('slow')) finish = () => json(response, 200, {});
      else json(response, 500, {});
    };
    const slow = axios.get('/slow');
    const error = await caught(axios.get('/fails'));
    expect(error).toMatchObject({ response: { status: 500 } });
    expect(Object.keys(agent.sockets)).toHaveLength(1);
    expect(showAll(error).includes(value)).toBe(false);
    finish();
    expect((await slow).status).toBe(200);
  });
});
