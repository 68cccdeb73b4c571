import { describe, expect, it } from '@jest/globals';
import { judgeConnection, judgeName } from '../../../lib/cli/doctor/check-network.js';
import { judgeTrouble } from '../../../lib/cli/doctor/network-errors.js';

const place = { label: 'ASPOSE_BASE_URL', timeoutMs: 500 };
const way = { host: 'api.test', port: 443, tls: true };

describe('a code of the network', () => {
  it.each([
    [
      'ENOTFOUND',
      'the name api.test has no address',
      'check the host in ASPOSE_BASE_URL, and that this machine is online',
    ],
    ['EAI_AGAIN', 'no network: no name server answers for api.test', 'connect this machine, or check its DNS'],
    ['ECONNREFUSED', 'nobody listens at api.test', 'correct host and port in ASPOSE_BASE_URL'],
    ['ENETUNREACH', 'no network: there is no route to api.test', 'connect this machine, or its VPN'],
    ['EHOSTUNREACH', 'no network: there is no route to api.test', 'connect this machine, or its VPN'],
    ['ETIMEDOUT', 'no answer from api.test within 500 ms', 'behind a proxy, set HTTPS_PROXY'],
    [
      'ECONNRESET',
      'api.test closed the connection without an answer',
      'ASPOSE_BASE_URL names a port that speaks another',
    ],
    ['EPIPE', 'api.test closed the connection without an answer', 'try again'],
    ['HPE_INVALID_CONSTANT', 'api.test does not speak HTTP', 'correct host and port in ASPOSE_BASE_URL'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS: the certificate of api.test is not from an', 'set NODE_EXTRA_CA_CERTS'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS: the certificate of api.test is not from an', 'set NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS: the certificate of api.test is not from an', 'set NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'TLS: the certificate of api.test is not from an', 'set NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_GET_ISSUER_CERT', 'TLS: the certificate of api.test is not from an', 'set NODE_EXTRA_CA_CERTS'],
    [
      'CERT_HAS_EXPIRED',
      "TLS: by this machine's clock the certificate of api.test has expired",
      "check this machine's clock",
    ],
    [
      'CERT_NOT_YET_VALID',
      "TLS: by this machine's clock the certificate of api.test is not valid",
      "check this machine's",
    ],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS: the certificate of api.test is for another name', 'the name that the cert'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS: api.test does not speak it', 'correct the port in ASPOSE_BASE_URL'],
    ['EPROTO', 'TLS: api.test does not speak it', 'correct the port in ASPOSE_BASE_URL'],
    ['EMFILE', 'the connection to api.test failed', 'check ASPOSE_BASE_URL and the network'],
  ])('%s reads as %j', (code, text, fix) => {
    const trouble = judgeTrouble(code, { ...place, at: 'api.test' });
    expect(trouble.text).toContain(text);
    expect(trouble.text).toMatch(new RegExp(`\\(${code}\\)$`));
    expect(trouble.fix).toContain(fix);
  });
});

describe('a name', () => {
  it.each([
    [way, { value: ['192.0.2.1', '2001:db8::1'] }, 'ok', 'api.test is 192.0.2.1, 2001:db8::1'],
    [{ ...way, host: '::1' }, { value: ['::1'] }, 'ok', '::1 is an address already'],
    [{ ...way, via: 'HTTPS_PROXY' }, { value: ['192.0.2.1'] }, 'ok', 'api.test (proxy of HTTPS_PROXY) is 192.0.2.1'],
    [way, { code: 'ENOTFOUND' }, 'fail', 'the name api.test has no address (ENOTFOUND)'],
  ] as const)('%j with %j is %s', (to, outcome, status, text) => {
    expect(judgeName(to, outcome, place)).toMatchObject({ check: 'name', status, text });
  });

  it('of a proxy is corrected in its own variable', () => {
    const finding = judgeName({ ...way, via: 'HTTPS_PROXY' }, { code: 'ENOTFOUND' }, place);
    expect(finding).toMatchObject({ exit: 3, details: { code: 'ENOTFOUND' } });
    expect(finding.fix).toContain('check the host in HTTPS_PROXY');
  });
});

describe('a connection', () => {
  const tls = { protocol: 'TLSv1.3', trusted: true, validTo: 'Jan  1 00:00:00 2030 GMT' };
  it.each([
    [way, { value: {} }, 'ok', 'api.test:443 accepts connections', undefined],
    [{ ...way, host: '::1' }, { value: {} }, 'ok', '[::1]:443 accepts connections', undefined],
    [
      way,
      { value: { tls } },
      'ok',
      'api.test:443 speaks TLSv1.3, certificate valid to Jan  1 00:00:00 2030 GMT',
      undefined,
    ],
    [
      way,
      { value: { tls: { ...tls, trusted: false } } },
      'warn',
      'TLS: the certificate of api.test:443 is not checked, so anybody in between can read the secret',
      'unset NODE_TLS_REJECT_UNAUTHORIZED',
    ],
    [
      { ...way, via: 'https_proxy' },
      { code: 'ECONNREFUSED' },
      'fail',
      'nobody listens at api.test:443 (proxy of https_proxy) (ECONNREFUSED)',
      'start the server, or correct host and port in https_proxy',
    ],
  ] as const)('%j with %j is %s', (to, outcome, status, text, fix) => {
    const finding = judgeConnection(to, outcome, place);
    expect(finding).toMatchObject({ check: 'connection', status, text });
    expect(finding.fix).toBe(fix);
    expect(finding.exit).toBe(status === 'fail' ? 3 : undefined);
  });
});
