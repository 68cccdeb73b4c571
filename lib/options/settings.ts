import { readFile } from 'node:fs/promises';
import type { CreateAxiosDefaults } from 'axios';
import type { AsposeAccountOptions, ClientAuthentication, ClientSecret } from './options.js';

/** One account, resolved: every default is in place, every value has been checked. */
export interface AccountSettings {
  readonly name: string;
  readonly anonymous: boolean;
  readonly clientId: string;
  readonly secret: SecretSource | undefined;
  readonly clientAuthentication: ClientAuthentication;
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly storage: string | undefined;
  readonly scope: string | undefined;
  readonly resource: readonly string[];
  readonly extraParameters: Readonly<Record<string, string>>;
  readonly tokenTimeoutMs: number;
  readonly tokenDeadlineMs: number;
  readonly http: CreateAxiosDefaults;
  /** Said once at start and again when the endpoint refuses the credentials; `undefined` where nothing looks odd. */
  readonly hint: string | undefined;
}

/** The whole module, resolved. */
export interface AuthSettings {
  readonly attach: 'discover' | 'none';
  readonly verifyOnBoot: boolean;
  /** By name; always holds `'default'`. */
  readonly accounts: ReadonlyMap<string, AccountSettings>;
  readonly transport: 'undici' | undefined;
  /** Most accounts of `accountResolver` that are kept. */
  readonly maxAccounts: number;
  /**
   * An account that is known at run time only.
   *
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG`
   */
  resolve(name: string, options: AsposeAccountOptions): AccountSettings;
  /** An account whose variables are set, without being in `accounts`; `undefined` where they are not. */
  fromVariables(name: string): AccountSettings | undefined;
}

/** Name of the account that is meant where none is named. */
export const DEFAULT_ACCOUNT = 'default';

/** Where an account's secret comes from. */
export interface SecretSource {
  /** True where the answer may change between two reads, so that it is asked for every token request. */
  readonly rotates: boolean;
  /** What a message calls it: an option or a variable. */
  readonly label: string;
  read(): Promise<string>;
}

/** A secret given in the options or the environment. */
export function createSecretSource(secret: ClientSecret, label: string): SecretSource {
  if (typeof secret === 'string') return { rotates: false, label, read: () => Promise.resolve(secret) };
  return { rotates: true, label, read: async () => secret() };
}

/** A secret in a file, such as a mounted Kubernetes secret; read anew each time, the final line break left out. */
export function createSecretFileSource(path: string, label: string): SecretSource {
  return { rotates: true, label, read: async () => (await readFile(path, 'utf8')).replace(/\r?\n$/, '') };
}
