import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { AccountSettings } from '../options/settings.js';

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals values for a store that others can read and write. */
export interface TokenCipher {
  /** Bound to `key`: it opens under no other. */
  encrypt(key: string, text: string): string;
  /** The text, or `undefined` for whatever was not sealed with this secret for this key: nothing in a store is believed. */
  decrypt(key: string, sealed: string): string | undefined;
}

/** RFC 5869; the label keeps the keys of different purposes apart. */
const derived = (secret: string, label: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'nestjs-aspose-auth', label, bytes));

/**
 * A vault whose key comes from the client secret: AES-256-GCM, the store's key as associated data, and the id of the key in
 * front, so that values of a rotated secret are told apart without trying.
 */
export function createTokenCipher(secret: string): TokenCipher {
  const encryptionKey = derived(secret, 'store encryption', 32);
  const prefix = `${VERSION}.${derived(secret, 'store key id', 6).toString('base64url')}.`;
  return {
    encrypt(key, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, iv).setAAD(Buffer.from(key));
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return prefix + sealed.toString('base64url');
    },
    decrypt(key, sealed) {
      if (!sealed.startsWith(prefix)) return undefined;
      const bytes = Buffer.from(sealed.slice(prefix.length), 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const tag = bytes.subarray(-TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(key)).setAuthTag(tag);
      try {
        return decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** Names something in the store: the same for everybody with the same secret, and telling nobody else anything of it. */
export const deriveStoreName = (secret: string, identity: unknown): string =>
  derived(secret, `store name ${JSON.stringify(identity)}`, 16).toString('base64url');

/** Where one account's token is in a store, and what it is sealed with. */
export interface StoreKeys {
  readonly cipher: TokenCipher;
  readonly token: string;
  readonly lease: string;
  readonly rejections: string;
}

/** All that makes a token a different one: who asks whom, how, and for what. */
function identityOf({ tokenUrl, clientId, clientAuthentication, scope, resource, extraParameters }: AccountSettings) {
  const means = typeof clientAuthentication === 'string' ? clientAuthentication : 'function';
  const scopes = scope?.split(' ').sort();
  return [tokenUrl, clientId, means, scopes, [...resource].sort(), Object.entries(extraParameters).sort()];
}

/** The place of an account's token under a secret: a rotated secret has another, so that old and new never meet. */
export function createStoreKeys(settings: AccountSettings, secret: string): StoreKeys {
  const name = deriveStoreName(secret, identityOf(settings));
  const pair = deriveStoreName(secret, [settings.tokenUrl, settings.clientId]);
  return {
    cipher: createTokenCipher(secret),
    token: `token:${name}`,
    lease: `lease:${name}`,
    rejections: `refusals:${pair}`,
  };
}
