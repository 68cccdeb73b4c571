import { describe, expect, it } from '@jest/globals';
import { getConfigProxy, getEnvironmentProxy } from '../../lib/util/proxy-rules.js';

describe('the proxy of the environment', () => {
  const proxy = { http_proxy: 'http://p:1' };
  it.each<[string, Record<string, string>, object | undefined]>([
    ['http://a.b', {}, undefined],
    ['http://a.b', proxy, { origin: 'http://p:1' }],
    ['https://a.b', proxy, undefined],
    ['https://a.b', { HTTPS_PROXY: 'http://p:1' }, { origin: 'http://p:1' }],
    ['https://a.b', { all_proxy: 'p:1' }, { origin: 'https://p:1' }],
    ['http://a.b', { http_proxy: 'http://u%40x:p%3A@p:1' }, { origin: 'http://p:1', auth: 'u@x:p:' }],
    ['http://a.b', { http_proxy: 'http://u:100%@p:1' }, { origin: 'http://p:1', auth: 'u:100%' }],
    ['http://a.b', { http_proxy: '' }, undefined],
    ['http://a.b', { http_proxy: 'http://', no_proxy: 'a.b' }, undefined],
    ['http://a.b', { ...proxy, no_proxy: '*' }, undefined],
    ['http://a.b', { ...proxy, NO_PROXY: 'x, a.b' }, undefined],
  ])('for %s with %p is %p', (origin, environment, expected) => {
    expect(getEnvironmentProxy(origin, environment)).toEqual(expected);
  });

  it.each([
    ['http://a.b', 'http_proxy', 'http://'],
    ['https://a.b', 'HTTPS_PROXY', 'http://user:pa#ss@proxy:8080'],
    ['https://a.b', 'all_proxy', 'a b'],
  ])('for %s is an error that names %s and not what is in it', (origin, name, value) => {
    const text = `Invalid URL in the environment variable ${name}`;
    expect(() => getEnvironmentProxy(origin, { [name]: value })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_URL', message: text }),
    );
  });
});

describe('the proxy of a config', () => {
  it.each<[object | false, object | undefined]>([
    [false, undefined],
    [{ host: 'p', port: 1 }, { origin: 'http://p:1' }],
    [{ host: 'p', port: 443, protocol: 'https' }, { origin: 'https://p' }],
    [{ host: 'p', port: 1, protocol: 'https:' }, { origin: 'https://p:1' }],
    [{ host: 'x', hostname: 'p', port: 1 }, { origin: 'http://p:1' }],
    [{ host: '::1', port: 1 }, { origin: 'http://[::1]:1' }],
    [
      { host: 'p', port: 1, auth: { username: 'u', password: 'p' } },
      { origin: 'http://p:1', auth: 'u:p' },
    ],
  ])('%p is %p', (proxy, expected) => {
    expect(getConfigProxy(proxy as false)).toEqual(expected);
  });
});
