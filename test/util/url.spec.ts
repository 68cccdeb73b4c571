import { describe, expect, it } from '@jest/globals';
import { getCredentials, getHost, getPort } from '../../lib/util/url.js';

/** address, port, host, credentials */
const addresses: [string, number, string, string | undefined][] = [
  ['http://a.example/x', 80, 'a.example', undefined],
  ['https://a.example', 443, 'a.example', undefined],
  ['https://a.example:8443', 8_443, 'a.example', undefined],
  ['http://a.example:443', 443, 'a.example', undefined],
  ['ftp://a.example', 0, 'a.example', undefined],
  ['http://[::1]:8080/', 8_080, '::1', undefined],
  ['https://[fe80::1]', 443, 'fe80::1', undefined],
  ['http://user:pw@a.example', 80, 'a.example', 'user:pw'],
  ['http://user@a.example', 80, 'a.example', 'user:'],
  ['http://:pw@a.example', 80, 'a.example', ':pw'],
  ['http://us%40er:p%3Aw%25@a.example', 80, 'a.example', 'us@er:p:w%'],
  ['http://100%:50%25@a.example', 80, 'a.example', '100%:50%'],
];

describe('the parts of an address', () => {
  it.each(addresses)('%s', (address, port, host, credentials) => {
    const url = new URL(address);
    expect([getPort(url), getHost(url), getCredentials(url)]).toEqual([port, host, credentials]);
  });
});
