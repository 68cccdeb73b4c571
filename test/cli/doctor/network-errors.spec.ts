import { describe, expect, it } from '@jest/globals';
import { describeNetworkError } from '../../../lib/cli/doctor/network-errors.js';

const target = { variable: 'ASPOSE_BASE_URL', timeoutMs: 500 };

describe('a network error', () => {
  it.each([
    [
      'ENOTFOUND',
      'the host name api.test cannot be resolved',
      'check the host in ASPOSE_BASE_URL, and that this machine is online',
    ],
    [
      'EAI_AGAIN',
      'no network: no DNS server responds for api.test',
      'connect this machine to the network, or check its DNS',
    ],
    ['ECONNREFUSED', 'no server listens at api.test', 'correct the host and port in ASPOSE_BASE_URL'],
    ['ENETUNREACH', 'no network: there is no route to api.test', 'connect this machine to the network, or to its VPN'],
    ['EHOSTUNREACH', 'no network: there is no route to api.test', 'connect this machine to the network, or to its VPN'],
    ['ETIMEDOUT', 'no response from api.test within 500 ms', 'Behind a proxy, set HTTPS_PROXY'],
    ['ECONNRESET', 'api.test closed the connection without a response', 'the port in ASPOSE_BASE_URL is right'],
    ['EPIPE', 'api.test closed the connection without a response', 'try again'],
    ['HPE_INVALID_CONSTANT', 'api.test does not speak HTTP', 'correct the host and port in ASPOSE_BASE_URL'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'TLS: the certificate of api.test is not signed by an', 'set NODE_EXTRA_CA_CERTS'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'TLS: the certificate of api.test is not signed by an', 'set NODE_EXTRA_CA_CERTS'],
    [
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'TLS: the certificate of api.test is not signed by an',
      'set NODE_EXTRA_CA_CERTS',
    ],
    [
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'TLS: the certificate of api.test is not signed by an',
      'set NODE_EXTRA_CA_CERTS',
    ],
    ['UNABLE_TO_GET_ISSUER_CERT', 'TLS: the certificate of api.test is not signed by an', 'set NODE_EXTRA_CA_CERTS'],
    [
      'CERT_HAS_EXPIRED',
      "TLS: the certificate of api.test has expired, by this machine's clock",
      "check this machine's clock",
    ],
    [
      'CERT_NOT_YET_VALID',
      "TLS: the certificate of api.test is not valid yet, by this machine's clock",
      "check this machine's",
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'TLS: the certificate of api.test is for another host name',
      'use the host name of the cert',
    ],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'TLS: api.test does not speak TLS', 'correct the port in ASPOSE_BASE_URL'],
    ['EPROTO', 'TLS: api.test does not speak TLS', 'correct the port in ASPOSE_BASE_URL'],
    ['EMFILE', 'the connection to api.test failed', 'check ASPOSE_BASE_URL and the network'],
  ])('%s reads as %j', (code, text, fix) => {
    const error = describeNetworkError(code, { ...target, name: 'api.test' });
    expect(error.text).toContain(text);
    expect(error.text).toMatch(new RegExp(`\\(${code}\\)$`));
    expect(error.fix).toContain(fix);
  });

  it.each([
    ['127.0.0.1:4000', true],
    ['localhost', true],
    ['[::1]:4000', true],
    ['api.test:443', false],
    ['127.0.0.1:3128 (proxy of HTTPS_PROXY)', false],
  ])('ECONNREFUSED at %s suggests the sandbox: %p', (name, isSuggested) => {
    const { fix } = describeNetworkError('ECONNREFUSED', { ...target, name });
    expect(fix.endsWith('To start a local emulator, run: npx aspose-cloud-sandbox')).toBe(isSuggested);
  });
});
