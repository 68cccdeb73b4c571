import { describe, expect, it } from '@jest/globals';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { createStoreKeys, createTokenCipher, deriveStoreName } from '../../lib/store/token-cipher.js';
import { settingsWith } from '../support/settings.js';

const KEY = 'token:a';
const TEXT = 'the text, ü';
const create = (secret = 'secret one') => createTokenCipher(secret);
const encrypt = (text = TEXT) => create().encrypt(KEY, text);
/** Version of the format, and the id of the encryption key. */
const PREFIX = 'v1.fzDS_twW.';

/** An encrypted text with one character of its body changed. */
const flip = (encrypted: string, at: number) => {
  const index = PREFIX.length + at;
  return encrypted.slice(0, index) + (encrypted[index] === 'A' ? 'B' : 'A') + encrypted.slice(index + 1);
};

describe('F-4 an encrypted value', () => {
  it.each([TEXT, '', 'ü'.repeat(5_000)])('is decrypted with its own key and its own secret, however often', (text) => {
    const encrypted = encrypt(text);
    for (const cipher of [create(), create()]) {
      expect([cipher.decrypt(KEY, encrypted), cipher.decrypt(KEY, encrypted)]).toEqual([text, text]);
    }
  });

  // Written by another program from the description of the format. Processes of different versions share a store.
  it('of another version of this package is decrypted', () => {
    const encrypted = `${PREFIX}BwcHBwcHBwcHBwcHqPok7xr9YtgU355Dx9vaKkBgmr4f3yA0UHBeCQ`;
    expect(create().decrypt(KEY, encrypted)).toBe(TEXT);
    expect(encrypt()).toMatch(/^v1\.fzDS_twW\.[\w-]+$/);
  });

  it('shows nothing of what is in it, and is never the same twice', () => {
    const encrypted = encrypt();
    expect(encrypted).not.toContain('text');
    expect(encrypt()).not.toBe(encrypted);
  });

  it.each<[string, string, (encrypted: string) => string]>([
    ['of another secret', KEY, () => create('secret two').encrypt(KEY, TEXT)],
    ['of another key', 'token:b', (encrypted) => encrypted],
    ['that is cut off', KEY, (encrypted) => encrypted.slice(0, -4)],
    ['that is cut to almost nothing', KEY, (encrypted) => encrypted.slice(0, PREFIX.length + 4)],
    ['of which nothing is left', KEY, () => PREFIX],
    ['with another start', KEY, (encrypted) => flip(encrypted, 0)],
    ['with another middle', KEY, (encrypted) => flip(encrypted, 20)],
    ['with another end', KEY, (encrypted) => flip(encrypted, encrypted.length - PREFIX.length - 3)],
    ['of an older format', KEY, (encrypted) => encrypted.replace('v1.', 'v0.')],
    ['with the id of another key', KEY, (encrypted) => encrypted.replace(/^v1\..{4}/, 'v1.AAAA')],
    ['that is garbage', KEY, () => '\u0000\ufffd{}'],
    ['that is empty', KEY, () => ''],
  ])('%s is not decrypted, and does not throw', (_name, key, change) => {
    expect(create().decrypt(key, change(encrypt()))).toBeUndefined();
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
    expect(names.slice(0, 2)).toEqual(['CE9FGd4Jfbw4JgtGFAWGmQ', 'CE9FGd4Jfbw4JgtGFAWGmQ']); // in every version
  });
});

const keysWith = (options: AsposeAuthModuleOptions = {}, secret = 'secret', name = 'default') =>
  createStoreKeys({ ...settingsWith({ clientId: 'same', ...options }), name }, secret);

describe('F-4 the names of an account', () => {
  const pair = 'rGHmyPZAt_iKtSpLKpuGSQ';

  it('are in one slot of a cluster, and the same in every version', () => {
    expect(keysWith()).toMatchObject({
      token: `token:{${pair}}:iVUHCn17S3kP4PI1HQb1uQ`,
      lease: `lease:{${pair}}`,
      rejections: `rejections:{${pair}}`,
    });
    expect(keysWith({ clientAuthentication: () => undefined }).token).toBe(`token:{${pair}}:vX3US8UhzMbEQlzlQgKxaA`);
  });

  it('come with the cipher of its secret', () => {
    const encrypted = keysWith().cipher.encrypt(KEY, TEXT);
    expect(createTokenCipher('secret').decrypt(KEY, encrypted)).toBe(TEXT);
  });

  it.each<[string, AsposeAuthModuleOptions, AsposeAuthModuleOptions]>([
    ['scopes', { scope: 'a b c' }, { scope: 'c a b' }],
    ['resources', { resource: ['urn:a', 'urn:b'] }, { resource: ['urn:b', 'urn:a'] }],
    ['parameters', { extraParameters: { a: '1', b: '2' } }, { extraParameters: { b: '2', a: '1' } }],
  ])('do not depend on the order of %s', (_what, one, other) => {
    expect(keysWith(other).token).toBe(keysWith(one).token);
  });

  const long = (letter: string) => Array.from({ length: 5_000 }, (_, i) => `${letter}${i}`).join(' ');
  const others: AsposeAuthModuleOptions[] = [
    { scope: 'a b' },
    { scope: 'ab' },
    { scope: 'ab c' },
    { scope: 'a bc' },
    { scope: 'a' },
    { resource: ['a', 'b'].map((name) => `urn:${name}`) },
    { resource: 'urn:a' },
    { extraParameters: { a: '1' } },
    { extraParameters: { a: '2' } },
    { clientAuthentication: 'basic' },
    { clientAuthentication: () => undefined },
    { scope: long('a') },
    { scope: long('b') },
    { extraParameters: { a: long('a') } },
    { resource: [`urn:${'x'.repeat(5_000)}`] },
  ];

  it('differ for everything that makes a token another one, whatever its length', () => {
    const tokens = [{}, ...others].map((options) => keysWith(options).token);
    expect(new Set(tokens).size).toBe(others.length + 1);
    for (const token of tokens) expect(token.length).toBeLessThan(100);
  });

  it('differ in all parts for another endpoint, client or secret, and in nothing but the token otherwise', () => {
    const pairs = [
      keysWith(),
      keysWith({ tokenUrl: 'https://b.example/token' }),
      keysWith({ clientId: 'other' }),
      keysWith({}, 'other'),
    ];
    expect(new Set(pairs.flatMap(({ token, lease, rejections }) => [token, lease, rejections])).size).toBe(12);
    for (const options of others) expect(keysWith(options).lease).toBe(`lease:{${pair}}`);
  });

  it('are never shared by two clientAuthentication functions of one client', () => {
    const [one, two] = ['one', 'two'].map((name) =>
      keysWith({ clientAuthentication: () => undefined }, 'secret', name),
    );
    expect(one!.token).not.toBe(two!.token);
    expect(one!.lease).toBe(two!.lease); // but they take turns, as requests of one credential pair
  });

  it('do not depend on the name of the account otherwise', () => {
    expect(keysWith({}, 'secret', 'reports').token).toBe(keysWith().token);
  });
});
