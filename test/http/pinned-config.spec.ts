import { describe, expect, it } from '@jest/globals';
import axios, { type InternalAxiosRequestConfig } from 'axios';
import { addHeaders, createPinnedConfig } from '../../lib/http/pinned-config.js';

const AUTHORIZATION = 'Bearer t';
const createAuthorizedConfig = (config: InternalAxiosRequestConfig, authorization: string) => {
  const pinned = createPinnedConfig(config, 'https://a.example');
  pinned.headers = addHeaders(config.headers, authorization);
  return pinned;
};

/** A config as an adapter gets it. */
async function configOf(options: object): Promise<InternalAxiosRequestConfig> {
  const { config } = await axios.get('/a', {
    baseURL: 'https://a.example',
    ...options,
    adapter: (config) => Promise.resolve({ data: '', status: 200, statusText: '', headers: {}, config }),
  });
  return config;
}

describe('H-2 the config that is sent', () => {
  it('has all that the caller’s has, keys of other libraries included', async () => {
    const mark = Symbol('mark');
    const config = Object.assign(await configOf({ params: { a: 1 }, ours: 'kept' }), { [mark]: 'kept' });
    const { headers, ...rest } = createAuthorizedConfig(config, AUTHORIZATION);
    const { headers: callers, ...expected } = config;
    expect({ ...rest }).toEqual({ ...expected });
    expect((rest as Record<symbol, unknown>)[mark]).toBe('kept');
    expect(headers.toJSON()).toEqual({ ...callers.toJSON(), Authorization: AUTHORIZATION });
  });

  it.each([
    ['none', {}],
    ['one that says undefined', { Authorization: undefined }],
    ['one in lower case that says undefined', { authorization: undefined }],
    ['others of that length', { 'X-Thirteen-Ch': '1' }],
  ])('carries the token once where the caller has %s', async (_what, headers) => {
    const sent = createAuthorizedConfig(await configOf({ headers }), AUTHORIZATION);
    const names = Object.keys(sent.headers).filter((name) => name.toLowerCase() === 'authorization');
    expect(names).toHaveLength(1);
    expect(sent.headers.get('authorization')).toBe(AUTHORIZATION);
    expect(sent.headers.normalize(false).toJSON()).toMatchObject({ Authorization: AUTHORIZATION });
  });

  it('leaves the caller’s as it is', async () => {
    const config = await configOf({});
    const before = config.headers.toJSON();
    createAuthorizedConfig(config, AUTHORIZATION);
    expect(config.headers.has('Authorization')).toBe(false);
    expect(config.headers.toJSON()).toEqual(before);
  });

  it('H-9 inherits nothing, and has an address and a proxy of its own', async () => {
    const url = new URL('http://127.0.0.1:1/x');
    const proxy = { host: 'proxy', port: 1, auth: { username: 'u', password: 'p' } };
    const config = await configOf({ proxy });
    config.url = url as unknown as string;
    const pinned = createPinnedConfig(config, url.origin);
    const prototype = Object.getPrototypeOf(pinned) as object;
    expect(Reflect.ownKeys(prototype)).toEqual([]);
    expect(Object.getPrototypeOf(prototype)).toBeNull();
    url.port = '2';
    (config.proxy as typeof proxy).host = 'other';
    expect(pinned.url).toBe('http://127.0.0.1:1/x');
    expect({ ...(pinned.proxy as object) }).toMatchObject({ host: 'proxy', port: 1 });
  });

  it.each([
    ['http://127.0.0.1:8080', undefined, false],
    ['http://localhost', undefined, false],
    ['http://[::1]:8080', undefined, false],
    ['https://127.0.0.1', undefined, undefined],
    ['http://127.0.0.1.example', undefined, undefined],
    ['http://localhost.example', undefined, undefined],
    ['http://words:8080', undefined, undefined],
  ])('H-9 to %s with proxy %p has proxy %p', async (origin, proxy, expected) => {
    expect(createPinnedConfig(await configOf({ proxy, baseURL: origin }), origin).proxy).toBe(expected);
  });

  it.each(['url', 'baseURL', 'allowAbsoluteUrls'] as const)(
    'H-9 is not created if the token was meant for an address with an inherited %s',
    async (name) => {
      const { [name]: inherited = true, ...own } = await configOf({});
      const config = Object.setPrototypeOf(own, { [name]: inherited }) as InternalAxiosRequestConfig;
      const origin = name === 'allowAbsoluteUrls' ? 'https://b.example' : 'https://a.example';
      if (name === 'url') config.baseURL = 'https://b.example';
      expect(() => createPinnedConfig(config, origin)).toThrow(/was not sent/);
    },
  );
});
