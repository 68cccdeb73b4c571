import { readFile } from 'node:fs/promises';
import type { CreateAxiosDefaults } from 'axios';
import { AsposeAuthError } from '../errors.js';
import type { AsposeAccountOptions, ClientAuthentication, ClientSecret } from './options.js';
import { IN_QUOTES, isQuoted } from './validation.js';

/** The settings of one account, checked and with defaults. */
export interface AccountSettings {
  readonly name: string;
  readonly anonymous: boolean;
  readonly clientId: string;
  readonly secret: SecretSource | undefined;
  readonly clientAuthentication: ClientAuthentication;
  readonly baseUrl: string;
  readonly tokenUrl: string;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly allowInsecureHttp: boolean;
  readonly storage: string | undefined;
  readonly scope: string | undefined;
  readonly resource: readonly string[];
  readonly extraParameters: Readonly<Record<string, string>>;
  readonly tokenTimeoutMs: number;
  readonly tokenDeadlineMs: number;
  /** How much of a one-shot body is kept for a replay. */
  readonly replayBufferBytes: number;
  readonly http: CreateAxiosDefaults;
  /** Logged at start. */
  readonly warnings: readonly string[];
  /** Logged at start, and added to the error if the endpoint rejects the credentials; `undefined` if nothing looks wrong. */
  readonly hint: string | undefined;
}

/** The settings of the module, checked and with defaults. */
export interface AuthSettings {
  readonly attach: 'discover' | 'none';
  readonly verifyOnBoot: boolean;
  /** By name. Always contains `'default'`. */
  readonly accounts: ReadonlyMap<string, AccountSettings>;
  readonly transport: 'undici' | undefined;
  /** Maximum number of accounts of `accountResolver` that are cached. */
  readonly maxAccounts: number;
  /** Logged at start, and added to the error if a setting is missing or invalid; `undefined` if nothing looks wrong. */
  readonly hint: string | undefined;
  /**
   * Resolves the settings of an account of `accountResolver`. The environment adds nothing: the name may come from a caller (F-6).
   *
   * @throws AsposeAuthError `ERR_ASPOSE_CONFIG`
   */
  resolve(name: string, options: AsposeAccountOptions): AccountSettings;
  /** The settings of an account that is not in `accounts` but whose variables are set; `undefined` if they are not. */
  fromVariables(name: string): AccountSettings | undefined;
}

/** Name of the account that is used if none is named. */
export const DEFAULT_ACCOUNT = 'default';

/** Where an account's secret comes from. */
export interface SecretSource {
  /** True if the secret may change between two reads. */
  readonly rotates: boolean;
  /** The option or variable, for messages. */
  readonly label: string;
  read(): Promise<string>;
}

/** Creates the source of a secret in the options or the environment. */
export function createSecretSource(secret: ClientSecret, label: string): SecretSource {
  if (typeof secret === 'string') return { rotates: false, label, read: () => Promise.resolve(secret) };
  return { rotates: true, label, read: async () => rejectQuotes(await secret(), label) };
}

/** Text of the options and the environment is checked at start; what a function or a file returns, when it is read. */
function rejectQuotes(secret: string, label: string): string {
  if (typeof secret !== 'string' || !isQuoted(secret.trim())) return secret;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `The client secret of ${label} ${IN_QUOTES}.`);
}

/**
 * Reads that begin while another one is under way share it. A read of a file that hangs occupies one of Node's four threads for
 * files, so a second one is never started (T-12). A function that hangs is called again for the next fetch.
 */
function shareReads(read: () => Promise<string>): () => Promise<string> {
  let pending: Promise<string> | undefined;
  return () => {
    pending ??= read().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** Creates the source of a secret in a file, such as a mounted Kubernetes secret. The file is read each time; a final line break is dropped. */
export function createSecretFileSource(path: string, label: string): SecretSource {
  const read = async () => rejectQuotes((await readFile(path, 'utf8')).replace(/\r?\n$/, ''), label);
  return { rotates: true, label, read: shareReads(read) };
}
