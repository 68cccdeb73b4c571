import { describe, expect, it } from '@jest/globals';
import { isProxyBypassed } from '../../lib/util/proxy-rules.js';

/** address, no_proxy, whether the address goes straight ahead */
const CASES: [string, string, boolean][] = [
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
  it.each(CASES)('%s with "%s": %p', (address, list, expected) => {
    expect(isProxyBypassed(new URL(address), list)).toBe(expected);
  });
});
