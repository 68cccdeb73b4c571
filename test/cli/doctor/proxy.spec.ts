import { describe, expect, it } from '@jest/globals';
import { findRoute } from '../../../lib/cli/doctor/proxy.js';

const DIRECT = { host: 'api.test', port: 443, tls: true };
const PROXY = { host: 'proxy.test', port: 3128, tls: false };
const proxied = (env: object = {}) => ({ https_proxy: 'http://proxy.test:3128', ...env });

describe('the route to https://api.test', () => {
  it.each([
    [{}, DIRECT],
    [{ http_proxy: 'http://proxy.test:3128' }, DIRECT],
    [proxied(), { ...PROXY, via: 'https_proxy' }],
    [{ HTTPS_PROXY: 'http://proxy.test:3128' }, { ...PROXY, via: 'HTTPS_PROXY' }],
    [{ ALL_PROXY: 'http://proxy.test:3128' }, { ...PROXY, via: 'ALL_PROXY' }],
    [{ https_proxy: 'http://user:secret@proxy.test:3128' }, { ...PROXY, via: 'https_proxy' }],
    [{ https_proxy: 'proxy.test:3128' }, { ...PROXY, tls: true, via: 'https_proxy' }],
    [{ https_proxy: 'https://proxy.test' }, { host: 'proxy.test', port: 443, tls: true, via: 'https_proxy' }],
    [{ https_proxy: 'http://[::1]' }, { host: '::1', port: 80, tls: false, via: 'https_proxy' }],
    [{ https_proxy: '' }, DIRECT],
    [{ https_proxy: 'http://' }, DIRECT],
    [proxied({ no_proxy: '*' }), DIRECT],
    [proxied({ no_proxy: 'api.test' }), DIRECT],
    [proxied({ NO_PROXY: 'other.test, API.test' }), DIRECT],
    [proxied({ no_proxy: '.test' }), DIRECT],
    [proxied({ no_proxy: '*.test' }), DIRECT],
    [proxied({ no_proxy: 'api.test:443' }), DIRECT],
    [proxied({ no_proxy: 'api.test:80' }), { ...PROXY, via: 'https_proxy' }],
    [proxied({ no_proxy: 'test' }), { ...PROXY, via: 'https_proxy' }],
    [proxied({ no_proxy: '.api.test' }), { ...PROXY, via: 'https_proxy' }],
  ])('with %j is %j', (env, route) => {
    expect(findRoute('https://api.test/connect/token', env)).toEqual(route);
  });

  it.each([
    ['http://localhost:8088/connect/token', { host: 'localhost', port: 8088, tls: false }],
    ['http://127.0.0.1/x', { host: '127.0.0.1', port: 80, tls: false }],
    ['https://[::1]:8443/x', { host: '::1', port: 8443, tls: true }],
  ])('and to %s is %j', (address, route) => {
    expect(findRoute(address, {})).toEqual(route);
  });
});

describe('the route follows NO_PROXY as the token request does:', () => {
  it.each([
    ['http://127.0.0.1:8088/connect/token', 'localhost', true],
    ['http://localhost:8088/connect/token', '127.0.0.1', true],
    ['http://localhost:8088/connect/token', '::1', true],
    ['http://[::1]:8088/connect/token', '::1', true],
    ['http://[::1]:8088/connect/token', '[::1]:8088', true],
    ['http://[fd00::1]:8088/connect/token', '[fd00::1]:80', false],
    ['http://10.1.2.3/connect/token', '10.0.0.0/8', true],
    ['http://11.1.2.3/connect/token', '10.0.0.0/8', false],
    ['http://[fd00::5]/connect/token', 'fd00::/8', true],
    ['http://api.test./connect/token', 'api.test', true],
    ['http://api.test./connect/token', '.test', true],
  ])('%s with "%s" bypasses the proxy: %p', (address, list, isBypassed) => {
    const env = { http_proxy: 'http://proxy.test:3128', NO_PROXY: list };
    expect(findRoute(address, env).via).toBe(isBypassed ? undefined : 'http_proxy');
  });
});
