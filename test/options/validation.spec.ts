import { describe, expect, it } from '@jest/globals';
import {
  findAddressProblem,
  findBaseUrlProblem,
  findSwapHint,
  isLoopback,
  isQuoted,
} from '../../lib/options/validation.js';

describe('loopback', () => {
  it.each(['localhost', 'docs.localhost', '[::1]', '127.0.0.1', '127.255.10.9'])('is %s', (host) => {
    expect(isLoopback(host)).toBe(true);
  });

  it.each([
    'localhost.example',
    'notlocalhost',
    '.localhost.example',
    '[::2]',
    '127.0.0',
    '127.0.0.1.2',
    '127.0.0.1.example',
    'x127.0.0.1',
    '127.0.0.a',
    '128.0.0.1',
    '127a0.0.1',
    '',
  ])('is not %j', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

const plain =
  'is plain http, which exposes tokens to the network; use https. For a container in your own network set allowInsecureHttp (ASPOSE_ALLOW_INSECURE_HTTP)';

const noScheme = 'has no scheme; write https:// in front of it, or http:// for a container in your own network';

describe('T-10 an address that a secret or a token is sent to', () => {
  it.each<[string, string | undefined]>([
    ['https://api.aspose.cloud/v4.0?x=1', undefined],
    ['https://localhost', undefined],
    ['http://localhost:8088', undefined],
    ['http://[::1]/x', undefined],
    ['http://api.aspose.cloud', plain],
    ['http://127.0.0.1.example', plain],
    ['ftp://localhost', 'is not an https URL'],
    ['ws://api.aspose.cloud', 'is not an https URL'],
    ['api.aspose.cloud', noScheme],
    ['api.aspose.cloud/v4.0', noScheme],
    ['words:8080', noScheme],
    ['0123456789abcdef', noScheme],
    ['localhost:4000', 'has no scheme; write http://localhost:4000'],
    ['user:word@127.0.0.1:80/x', 'has no scheme; write http://127.0.0.1'],
    ['[::1]:4000', 'has no scheme; write http://[::1]:4000'],
    ['/v4.0', 'is not an absolute URL such as https://api.aspose.cloud'],
    [
      'https://a;https://b',
      'contains a space, comma or semicolon; write one address, and separate those of a list by commas',
    ],
    ['"https://a"', 'is in quotes, which are part of the value; remove them'],
    ['“https://a”', 'is in quotes, which are part of the value; remove them'],
    ['mailto:x', 'is not an https URL'],
    ['', 'is not an absolute URL such as https://api.aspose.cloud'],
    ['https://user@api.aspose.cloud', 'contains credentials; remove them from the URL'],
    ['https://:pw@api.aspose.cloud', 'contains credentials; remove them from the URL'],
    ['https://api.aspose.cloud/#x', 'contains a fragment (#…); remove it'],
  ])('%s: %p', (address, problem) => {
    expect(findAddressProblem(address)).toBe(problem);
  });
});

describe('a base URL', () => {
  const version =
    'contains a version; write https://api.aspose.cloud, and the version in the path of each request, such as /v4.0/words/info';
  const query = 'contains a query (?…); remove it, and pass parameters with each request';
  it.each<[string, string | undefined]>([
    ['https://api.aspose.cloud', undefined],
    ['https://api.aspose.cloud/', undefined],
    ['https://api.aspose.cloud/v4.0', version],
    ['https://api.aspose.cloud:443/v4.0/words/', version],
    ['https://api.aspose.cloud/v3', version],
    ['https://api.aspose.cloud/prefix/v4.0', undefined],
    ['https://api.aspose.cloud/vendor', undefined],
    ['http://words:8080/v4.0', undefined],
    ['https://gateway.example/aspose', undefined],
    ['https://gateway.example?x=1', query],
    ['https://api.aspose.cloud/?', undefined],
  ])('%s: %p', (address, problem) => {
    expect(findBaseUrlProblem(address)).toBe(problem);
  });
});

it.each([
  [`"x"`, true],
  [`'x'`, true],
  ['“x”', true],
  ['‘x’', true],
  ['„x“', true],
  ['”x”', true],
  [`"x`, false],
  [`x"`, false],
  [`"x'`, false],
  ['x', false],
  ['“x', false],
  ['’', false],
  ['', false],
])('%s is in quotes: %p', (text, expected) => {
  expect(isQuoted(text)).toBe(expected);
});

const uuid = 'a1b2c3d4-0000-4000-8000-00000000000F';
const hint = 'the client id does not look like a UUID but the client secret does: the two may be swapped';

describe('credentials that may be swapped', () => {
  it.each<[string, unknown, string | undefined]>([
    ['f00', uuid, hint],
    ['f00', ` ${uuid}\n`, hint],
    [`x${uuid}`, uuid, hint],
    [`${uuid}x`, uuid, hint],
    [uuid, uuid, undefined],
    [uuid.toUpperCase(), uuid, undefined],
    ['', uuid, undefined],
    ['f00', 'f00', undefined],
    ['f00', `x${uuid}`, undefined],
    ['f00', `${uuid}0`, undefined],
    ['f00', uuid.replaceAll('-', ''), undefined],
    ['f00', uuid.replace('a', 'g'), undefined],
    ['f00', uuid.replace('4000', '400g'), undefined],
    ['f00', uuid.replace('F', 'G'), undefined],
    ['f00', uuid.replace('-4000', ''), undefined],
    ['f00', () => uuid, undefined],
    ['f00', { trim: () => uuid }, undefined],
    ['f00', undefined, undefined],
  ])('%s beside %p: %p', (clientId, secret, expected) => {
    expect(findSwapHint(clientId, secret)).toBe(expected);
  });
});
