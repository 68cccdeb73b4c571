import { readFile } from 'node:fs/promises';
import type { ClientSecret } from './options.js';

/** Where an account's secret comes from. */
export interface SecretSource {
  /** True where the answer may change between two reads, so that it is asked for every token request. */
  readonly rotates: boolean;
  /** What a message calls it: an option or a variable. */
  readonly label: string;
  read(): Promise<string>;
}

/** A secret given in the options or the environment. */
export function secretSource(secret: ClientSecret, label: string): SecretSource {
  if (typeof secret === 'string') return { rotates: false, label, read: () => Promise.resolve(secret) };
  return { rotates: true, label, read: async () => secret() };
}

/** A secret in a file, such as a mounted Kubernetes secret; read anew each time, the final line break left out. */
export function secretFile(path: string, label: string): SecretSource {
  return { rotates: true, label, read: async () => (await readFile(path, 'utf8')).replace(/\r?\n$/, '') };
}
