import { Agent, globalAgent } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import {
  getConfigProxy,
  getEnvironmentProxy,
  getLoopbackOptions,
  isProxyBypassed,
} from '../../lib/util/proxy-rules.js';

/** Address, `no_proxy`, whether the address is reached directly. */
const NO_PROXY_CASES: [string, string, boolean][] = [
  ['http://a.b', '', false],
  ['http://a.b', ',, ', false],
  ['http://a.b', '*', true],
  ['http://a.b', 'x, a.b', true],
  ['http://a.b', 'x a.b', true],
  ['http://a.b.', 'a.b', true],
  ['http://a.b', 'b', false],
  ['http://a.b', '.b', true],
  ['http://a.b', '*.b', true],
  ['http://ab', '*b', true],
  ['http://A.B', 'a.B', true],
  ['http://a.b', 'a.b:80', true],
  ['https://a.b', 'a.b:80', false],
  ['https://a.b', 'a.b:443', true],
  ['http://a.b:81', 'a.b:80', false],
  ['http://127.0.0.1:81', 'localhost', true],
  ['http://localhost', '127.0.0.1', true],
  ['http://localhost', '::1', true],
  ['http://[::1]:81', '[::1]', true],
  ['http://[::1]:81', '::1', true],
  ['http://[::1]:81', '[::1]:81', true],
  ['http://[::1]:81', '[::1]:82', false],
  ['http://[fd00::5]:8080', 'fd00::5', true],
  ['http://[fd00::5]:8080', 'fd00:0:0::5', true],
  ['http://[fd00::5]:8080', 'fd00::6', false],
  ['http://[fd00::5]:8080', 'fd00::/8', true],
  ['http://[fd00::5]:8080', '[fd00::]/8', true],
  ['http://[fe00::5]:8080', 'fd00::/8', false],
  ['http://10.1.2.3', '10.0.0.0/8', true],
  ['http://11.1.2.3', '10.0.0.0/8', false],
  ['http://10.1.2.3', '10.0.0.0/33', false],
  ['http://10.1.2.3', 'ten/8', false],
  ['http://a.b', '10.0.0.0/8', false],
  ['http://10.1.2.3', '10.1.2.3', true],
  ['http://10.1.2.3', '10.1.2.4', false],
];

describe('no_proxy', () => {
  it.each(NO_PROXY_CASES)('%s with "%s": %p', (address, list, expected) => {
    expect(isProxyBypassed(new URL(address), list)).toBe(expected);
  });
});

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
  ])('for %s is an error that names %s but not its value', (origin, name, value) => {
    const text = `Invalid URL in the environment variable ${name}`;
    expect(() => getEnvironmentProxy(origin, { [name]: value })).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_URL', message: text }),
    );
  });
});

describe('the proxy of a request config', () => {
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

describe('H-9 plain http to this machine', () => {
  const environment = { http_proxy: 'http://p:1', https_proxy: 'http://p:1', all_proxy: 'http://p:1' };
  it.each([
    ['http://127.0.0.1:81', true],
    ['http://127.9.9.9', true],
    ['http://localhost:81', true],
    ['http://LOCALHOST.', true],
    ['http://a.localhost', true],
    ['http://a.b.localhost.:81', true],
    ['http://[::1]:81', true],
    ['http://[::ffff:127.0.0.1]', true],
    ['http://2130706433', true],
    ['https://localhost', false],
    ['https://127.0.0.1', false],
    ['http://localhost.evil.test', false],
    ['http://notlocalhost', false],
    ['http://128.0.0.1', false],
    ['http://[::2]', false],
    ['http://10.0.0.1', false],
  ])('%s is never sent to a proxy of the environment: %p', (address, isDirect) => {
    expect(getEnvironmentProxy(address, environment)).toEqual(isDirect ? undefined : { origin: 'http://p:1' });
    expect(getLoopbackOptions(address, {})).toEqual(isDirect ? { proxy: false } : undefined);
  });

  it('is not sent to a proxy that somebody put on Object.prototype', () => {
    Object.assign(Object.prototype, { proxy: { host: 'evil', port: 1 } });
    try {
      expect(getLoopbackOptions('http://localhost', {})).toEqual({ proxy: false });
    } finally {
      Reflect.deleteProperty(Object.prototype, 'proxy');
    }
  });

  it('is sent to the proxy that the config names', () => {
    expect(getLoopbackOptions('http://localhost', { proxy: { host: 'p', port: 1 } })).toBeUndefined();
    expect(getLoopbackOptions('http://localhost', { proxy: false })).toBeUndefined();
  });

  it('does not use the agent of NODE_USE_ENV_PROXY, unless the config names an agent', () => {
    const { options } = globalAgent as unknown as { options: { proxyEnv?: object } };
    options.proxyEnv = { http_proxy: 'http://p:1' };
    try {
      const direct = getLoopbackOptions('http://localhost', {})!;
      expect(direct.httpAgent).toBeInstanceOf(Agent);
      expect((direct.httpAgent as unknown as { options: object }).options).toMatchObject({ proxyEnv: undefined });
      expect(getLoopbackOptions('http://127.0.0.1', {})?.httpAgent).toBe(direct.httpAgent);
      expect(getLoopbackOptions('http://localhost', { httpAgent: new Agent() })).toEqual({ proxy: false });
    } finally {
      delete options.proxyEnv;
    }
  });
});
