import { describe, expect, it } from '@jest/globals';
import { escapeControlCharacters } from '../../lib/util/escape.js';

describe('H-2 text of others in messages and logs', () => {
  it.each([
    ['plain text, Straße, 文書, 👍🏽', 'plain text, Straße, 文書, 👍🏽'],
    ['a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['\u0000\u001b[31m\u007f', '\\u0000\\u001b[31m\\u007f'],
    ['\u0085\u009b31m', '\\u0085\\u009b31m'],
    ['a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['\u202egnp.exe\u2066\u2069\u200f\u061c', '\\u202egnp.exe\\u2066\\u2069\\u200f\\u061c'],
    ['a\u200db', 'a\u200db'],
  ])('%j becomes %j', (text, expected) => {
    expect(escapeControlCharacters(text)).toBe(expected);
  });
});
