import { describe, expect, it } from '@jest/globals';
import { findAddressProblem, isLoopback } from '../../lib/options/validation.js';

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

const plain = 'is plain http, which shows tokens to the network; use https (http is for loopback only)';

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
    ['https://user@api.aspose.cloud', 'holds credentials; leave them out of the URL'],
    ['https://:pw@api.aspose.cloud', 'holds credentials; leave them out of the URL'],
    ['https://api.aspose.cloud/#x', 'holds a fragment (#…); leave it out'],
  ])('%s: %p', (address, problem) => {
    expect(findAddressProblem(address)).toBe(problem);
  });
});
