import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AxiosRequestConfig } from 'axios';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';
import { ADAPTERS, NODE_ADAPTERS } from '../undici/adapters.js';

let fake: FakeAspose;
let third: FakeAspose;
beforeEach(async () => {
  [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  third.onApi = (_seen, response) => json(response, 200, {});
});
afterEach(() => Promise.all([fake.stop(), third.stop()]));

/** Requests of the third party that carry a token. */
const abroad = () => third.apiRequests.filter(({ headers }) => headers.authorization !== undefined);

/** A client whose token request takes a while. */
function setUp(adapter: AxiosRequestConfig['adapter'], own: object = {}) {
  const grant = fake.onToken;
  fake.onToken = async (seen, response) => {
    await sleep(50);
    await grant(seen, response);
  };
  return authorized({ ...fake.options, http: { adapter }, ...own });
}

/** Keeps the very config that the adapter gets. */
function keepConfig(): { kept?: AxiosRequestConfig } & Pick<AxiosRequestConfig, 'transformRequest'> {
  const holder: ReturnType<typeof keepConfig> = {
    transformRequest: [
      function (data: unknown) {
        holder.kept = this;
        return data;
      },
    ],
  };
  return holder;
}

const CHANGES: [string, (config: AxiosRequestConfig) => void][] = [
  ['url', (config) => (config.url = `${third.url}/x`)],
  ['baseURL', (config) => (config.baseURL = third.url)],
  ['a proxy', (config) => (config.proxy = { host: '127.0.0.1', port: Number(new URL(third.url).port) })],
];

describe.each(ADAPTERS)('H-9 the token by $name is not moved', ({ adapter }) => {
  it.each(CHANGES)('by %s of a config that was kept', async (_what, change) => {
    const { axios: client } = setUp(adapter);
    const holder = keepConfig();
    const call = client.get('/x', { transformRequest: holder.transformRequest });
    setTimeout(() => change(holder.kept!), 20);
    await call.catch(() => undefined);
    expect([abroad(), fake.apiRequests.length]).toEqual([[], 1]);
  });

  it('by a URL object that changes', async () => {
    const { axios: client } = setUp(adapter);
    const url = new URL(`${fake.url}/x`);
    const call = client.get(url as unknown as string);
    setTimeout(() => (url.port = new URL(third.url).port), 20);
    await call.catch(() => undefined);
    expect([abroad(), fake.apiRequests.length]).toEqual([[], 1]);
  });

  it.each(CHANGES)('by a body factory that changes %s', async (_what, change) => {
    const { axios: client } = setUp(adapter);
    const holder = keepConfig();
    const data = () => {
      change(holder.kept!);
      return Buffer.from('the body');
    };
    await client.post('/x', data, { transformRequest: holder.transformRequest }).catch(() => undefined);
    expect([abroad(), fake.apiRequests.length]).toEqual([[], 1]);
  });

  it('while accountResolver is awaited', async () => {
    const accountResolver = async () => {
      await sleep(50);
      return fake.options;
    };
    const { axios: client } = setUp(adapter, { accountResolver });
    const url = new URL(`${fake.url}/x`);
    const call = client.get(url as unknown as string, { asposeAuth: { account: 'tenant' } });
    setTimeout(() => (url.port = new URL(third.url).port), 20);
    await call.catch(() => undefined);
    expect(abroad()).toEqual([]);
  });
});

describe.each(NODE_ADAPTERS)('H-9 a redirect by $name', ({ adapter }) => {
  const moves: [string, (options: Record<string, unknown>) => void][] = [
    ['hostname', (options) => (options.hostname = 'localhost')],
    ['port', (options) => (options.port = new URL(third.url).port)],
    ['host and port', (options) => Object.assign(options, { host: 'localhost', port: new URL(third.url).port })],
    ['href', (options) => (options.href = `${third.url}/x`)],
    ['path', (options) => (options.path = `${third.url}/x`)],
    ['socketPath', (options) => (options.socketPath = '/nowhere')],
  ];
  it.each(moves)(
    'whose beforeRedirect changes %s loses the token, or is not changed',
    async (_what, beforeRedirect) => {
      const answer = fake.onApi;
      fake.onApi = (seen, response) =>
        seen.url === '/a' ? void response.writeHead(302, { location: '/b' }).end() : answer(seen, response);
      const { axios: client } = setUp(adapter);
      await client.get('/a', { beforeRedirect, validateStatus: () => true }).catch(() => undefined);
      expect(abroad()).toEqual([]);
      const moved = fake.apiRequests.filter(({ headers }) => headers.host?.startsWith('localhost'));
      expect(moved.filter(({ headers }) => headers.authorization)).toEqual([]);
    },
  );
});

describe.each(NODE_ADAPTERS)('H-9 a polluted Object.prototype by $name', ({ adapter }) => {
  const prototype = Object.prototype as Record<string, unknown>;
  it.each([
    ['proxy', () => ({ host: '127.0.0.1', port: Number(new URL(third.url).port) })],
    ['baseURL', () => third.url],
    ['url', () => `${third.url}/x`],
    ['socketPath', () => '/nowhere'],
  ])('with %s does not get the token', async (name, value) => {
    const { axios: client, tokens } = setUp(adapter);
    await tokens.getToken();
    fake.apiRequests.splice(0);
    Object.defineProperty(prototype, name, { value: value(), configurable: true, writable: true });
    try {
      await caught(client.get('/x'));
    } finally {
      delete prototype[name];
    }
    expect(abroad()).toEqual([]);
  });
});

it('H-9 plain http to this machine does not go through a proxy of the environment', async () => {
  const before = { ...process.env };
  process.env.HTTP_PROXY = process.env.http_proxy = third.url;
  delete process.env.NO_PROXY;
  delete process.env.no_proxy;
  try {
    const { axios: client, tokens } = authorized(fake.options);
    const localhost = authorized({ ...fake.options, baseUrl: fake.url.replace('127.0.0.1', 'localhost') });
    await tokens.getToken().catch(() => undefined);
    for (const one of [client, localhost.axios]) await one.get('/x').catch(() => undefined);
    expect(abroad()).toEqual([]);
  } finally {
    for (const name of ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
});
