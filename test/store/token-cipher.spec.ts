import { describe, expect, it } from '@jest/globals';
import { createTokenCipher, deriveStoreName } from '../../lib/store/token-cipher.js';

const vault = createTokenCipher('secret one');
const sealed = vault.encrypt('token:a', 'the text');

/** The sealed text with one character of its body changed. */
const flipped = (at: number) => {
  const index = sealed.lastIndexOf('.') + 1 + at;
  return sealed.slice(0, index) + (sealed[index] === 'A' ? 'B' : 'A') + sealed.slice(index + 1);
};

describe('F-4 a sealed value', () => {
  it('opens under its own key with its own secret, however often', () => {
    expect([vault.decrypt('token:a', sealed), createTokenCipher('secret one').decrypt('token:a', sealed)]).toEqual([
      'the text',
      'the text',
    ]);
  });

  it('shows nothing of what is in it, and is never the same twice', () => {
    expect(sealed).not.toContain('text');
    expect(vault.encrypt('token:a', 'the text')).not.toBe(sealed);
  });

  it.each<[string, string, string]>([
    ['of another secret', 'token:a', createTokenCipher('secret two').encrypt('token:a', 'the text')],
    ['of another key', 'token:b', sealed],
    ['that is cut off', 'token:a', sealed.slice(0, -4)],
    ['that is cut to almost nothing', 'token:a', sealed.slice(0, sealed.lastIndexOf('.') + 5)],
    ['with another start', 'token:a', flipped(0)],
    ['with another middle', 'token:a', flipped(20)],
    ['with another end', 'token:a', flipped(sealed.length - sealed.lastIndexOf('.') - 3)],
    ['of an older format', 'token:a', sealed.replace('v1.', 'v0.')],
    ['with the id of another key', 'token:a', sealed.replace(/^v1\..{4}/, 'v1.AAAA')],
    ['that is garbage', 'token:a', '\u0000\ufffd{}'],
    ['that is empty', 'token:a', ''],
  ])('%s does not open, and does not throw', (_name, key, value) => {
    expect(vault.decrypt(key, value)).toBeUndefined();
  });
});

describe('F-4 a name in the store', () => {
  it('is the same for the same secret and identity, and for no other', () => {
    const names = [
      deriveStoreName('s', ['a']),
      deriveStoreName('s', ['a']),
      deriveStoreName('t', ['a']),
      deriveStoreName('s', ['b']),
    ];
    expect(new Set(names).size).toBe(3);
    expect(names[0]).toBe(names[1]);
  });
});
