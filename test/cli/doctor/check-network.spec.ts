import { describe, expect, it } from '@jest/globals';
import { checkConnection, checkName } from '../../../lib/cli/doctor/check-network.js';

const target = { variable: 'ASPOSE_BASE_URL', timeoutMs: 500 };
const route = { host: 'api.test', port: 443, tls: true };

describe('a host name', () => {
  it.each([
    [route, { value: ['192.0.2.1', '2001:db8::1'] }, 'ok', 'api.test resolves to 192.0.2.1, 2001:db8::1'],
    [{ ...route, host: '::1' }, { value: ['::1'] }, 'ok', '::1 is an IP address'],
    [
      { ...route, via: 'HTTPS_PROXY' },
      { value: ['192.0.2.1'] },
      'ok',
      'api.test (proxy of HTTPS_PROXY) resolves to 192.0.2.1',
    ],
    [route, { code: 'ENOTFOUND' }, 'fail', 'the host name api.test cannot be resolved (ENOTFOUND)'],
  ] as const)('%j with %j is %s', (to, outcome, status, text) => {
    expect(checkName(to, outcome, target)).toMatchObject({ check: 'name', status, text });
  });

  it('of a proxy names the variable of the proxy', () => {
    const result = checkName({ ...route, via: 'HTTPS_PROXY' }, { code: 'ENOTFOUND' }, target);
    expect(result).toMatchObject({ exit: 3, details: { code: 'ENOTFOUND' } });
    expect(result.fix).toContain('check the host in HTTPS_PROXY');
  });
});

describe('a connection', () => {
  const tls = { protocol: 'TLSv1.3', trusted: true, validTo: 'Jan  1 00:00:00 2030 GMT' };
  it.each([
    [route, { value: {} }, 'ok', 'api.test:443 accepts connections', undefined],
    [{ ...route, host: '::1' }, { value: {} }, 'ok', '[::1]:443 accepts connections', undefined],
    [
      route,
      { value: { tls } },
      'ok',
      'api.test:443 speaks TLSv1.3, certificate valid until Jan  1 00:00:00 2030 GMT',
      undefined,
    ],
    [
      route,
      { value: { tls: { ...tls, trusted: false } } },
      'warn',
      'TLS: the certificate of api.test:443 is not verified. Anyone on the network path can read the secret',
      'unset NODE_TLS_REJECT_UNAUTHORIZED',
    ],
    [
      { ...route, via: 'https_proxy' },
      { code: 'ECONNREFUSED' },
      'fail',
      'no server listens at api.test:443 (proxy of https_proxy) (ECONNREFUSED)',
      'start the server, or correct the host and port in https_proxy',
    ],
  ] as const)('%j with %j is %s', (to, outcome, status, text, fix) => {
    const result = checkConnection(to, outcome, target);
    expect(result).toMatchObject({ check: 'connection', status, text });
    expect(result.fix).toBe(fix);
    expect(result.exit).toBe(status === 'fail' ? 3 : undefined);
  });
});
