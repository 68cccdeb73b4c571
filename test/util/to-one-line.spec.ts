import { describe, expect, it } from '@jest/globals';
import { toOneLine } from '../../lib/util/to-one-line.js';

describe('H-2 text of others in messages and logs', () => {
  it.each([
    ['plain text, Straße, 文書, 👍🏽', 'plain text, Straße, 文書, 👍🏽'],
    ['a\nb\r\n\tc', 'a b c'],
    ['\u0000\u001b[31m\u007f', ' [31m '],
    ['\u0085\u009b31m', ' 31m'],
    ['a\u2028b\u2029', 'a b '],
    ['\u202egnp.exe\u2066\u2069\u200f\u061c', ' gnp.exe '],
    ['a\u200db', 'a\u200db'],
  ])('%j becomes %j', (text, expected) => {
    expect(toOneLine(text)).toBe(expected);
  });
});
