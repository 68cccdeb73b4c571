import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { AccountSettings } from '../options/settings.js';

const VERSION = 'v1';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts values for a store that others can read and write. */
export interface TokenCipher {
  /** @param key The key in the store. The value can be decrypted for this key only. */
  encrypt(key: string, text: string): string;
  /** `undefined` for anything that was not encrypted with this secret for this key. Nothing in a store is trusted. */
  decrypt(key: string, value: string): string | undefined;
}

/**
 * Creates a cipher whose key is derived from the client secret: AES-256-GCM with the store's key as associated data. Values begin
 * with the id of the encryption key, so that values of a rotated secret are told apart without decrypting.
 */
export function createTokenCipher(secret: string): TokenCipher {
  const encryptionKey = deriveKey(secret, 'store encryption', 32);
  const prefix = `${VERSION}.${deriveKey(secret, 'store key id', 6).toString('base64url')}.`;
  return {
    encrypt(key, text) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, iv).setAAD(Buffer.from(key));
      const encrypted = Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
      return prefix + encrypted.toString('base64url');
    },
    decrypt(key, value) {
      if (!value.startsWith(prefix)) return undefined;
      const bytes = Buffer.from(value.slice(prefix.length), 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
      const tag = bytes.subarray(-TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey, bytes.subarray(0, IV_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(key)).setAuthTag(tag);
      const decrypted = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
      try {
        decipher.final();
      } catch {
        return undefined;
      }
      return decrypted.toString();
    },
  };
}

/** The names of an account's values in a store, and the cipher that encrypts them. */
export interface StoreKeys {
  readonly cipher: TokenCipher;
  readonly token: string;
  /** As `rejections`, one for all accounts of a credential pair: the process with the lease reads what is known of rejections. */
  readonly lease: string;
  readonly rejections: string;
}

/**
 * Creates the store keys of an account. They depend on the secret, so that tokens of an old and a new secret never mix. The part in
 * braces is a Redis hash tag: all keys of a pair are in one slot of a cluster, so that commands arrive in the order of sending.
 */
export function createStoreKeys(settings: AccountSettings, secret: string): StoreKeys {
  const pair = deriveStoreName(secret, [settings.tokenUrl, settings.clientId]);
  const name = deriveStoreName(secret, getTokenIdentity(settings));
  return {
    cipher: createTokenCipher(secret),
    token: `token:{${pair}}:${name}`,
    lease: `lease:{${pair}}`,
    rejections: `rejections:{${pair}}`,
  };
}

/** Everything that makes a token a different one. */
function getTokenIdentity(settings: AccountSettings): unknown[] {
  const { tokenUrl, clientId, clientAuthentication, scope, resource, extraParameters } = settings;
  // Two functions cannot be compared, so their accounts share a token only if they have the same name.
  const method = typeof clientAuthentication === 'string' ? clientAuthentication : ['function', settings.name];
  const scopes = scope?.split(' ').sort();
  return [tokenUrl, clientId, method, scopes, [...resource].sort(), Object.entries(extraParameters).sort()];
}

/** Derives a name that is the same in every process with the secret, and reveals nothing to others. */
export function deriveStoreName(secret: string, identity: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(identity)).digest('base64url'); // a label has at most 1 kB
  return deriveKey(secret, `store name ${digest}`, 16).toString('base64url');
}

/** RFC 5869. The label separates keys of different purposes. */
const deriveKey = (secret: string, label: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'nestjs-aspose-auth', label, bytes));
