import { describe, expect, it } from '@jest/globals';
import { findAddressProblem, findSwapHint, isLoopback } from '../../lib/options/validation.js';

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
    ['api.aspose.cloud', 'is not an absolute URL such as https://api.aspose.cloud'],
    ['', 'is not an absolute URL such as https://api.aspose.cloud'],
    ['https://user@api.aspose.cloud', 'contains credentials; remove them from the URL'],
    ['https://:pw@api.aspose.cloud', 'contains credentials; remove them from the URL'],
    ['https://api.aspose.cloud/#x', 'contains a fragment (#…); remove it'],
  ])('%s: %p', (address, problem) => {
    expect(findAddressProblem(address)).toBe(problem);
  });
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
