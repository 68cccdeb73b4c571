import { AsposeAuthError } from '../errors.js';
import { suggest } from '../util/suggest.js';
import type { AsposeAccountOptions, AsposeAuthModuleOptions } from './options.js';

/** Every option of an account. A record, so that the compiler reports a missing one. */
const ACCOUNT_OPTIONS: Readonly<Record<keyof AsposeAccountOptions, true>> = {
  clientId: true,
  clientSecret: true,
  baseUrl: true,
  tokenUrl: true,
  allowedOrigins: true,
  allowInsecureHttp: true,
  storage: true,
  clientAuthentication: true,
  scope: true,
  resource: true,
  extraParameters: true,
  tokenTimeoutMs: true,
  tokenDeadlineMs: true,
  replayBufferBytes: true,
  anonymous: true,
  http: true,
};

/** Every option of the module. */
export const MODULE_OPTIONS: Readonly<Record<keyof AsposeAuthModuleOptions, true>> = {
  ...ACCOUNT_OPTIONS,
  attach: true,
  verifyOnBoot: true,
  accounts: true,
  accountResolver: true,
  maxAccounts: true,
  store: true,
  transport: true,
  isGlobal: true,
};

/** Options as an object without a prototype, so that only own properties count, whatever `Object.prototype` has been given. */
export function toOwnOptions<T extends object>(options: T, path: string, problems: string[]): T {
  if (!isPlainObject(options)) {
    problems.push(`${path === '' ? 'the options' : path.replace(/\.$/, '')} must be an object`);
    return Object.create(null) as T;
  }
  return Object.assign(Object.create(null), options) as T;
}

/** Adds a problem for each option that does not exist. */
export function checkOptionNames(
  options: object,
  path: string,
  problems: string[],
  known: readonly string[] = Object.keys(path === '' ? MODULE_OPTIONS : ACCOUNT_OPTIONS),
): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const suggestion = suggest(name, known);
    problems.push(`${path}${name} is not an option${suggestion ? `; did you mean ${suggestion}?` : ''}`);
  }
}

/**
 * Checks options that choose an account: with a misspelt name, the token of another account would be sent.
 *
 * @param what How messages call the options.
 * @param known Names of all options; `account` is one of them.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG`
 */
export function assertAccountOptions(options: unknown, what: string, known: readonly string[]): void {
  const problems: string[] = [];
  const own = toOwnOptions(options as { account?: unknown }, `${what}.`, problems);
  checkOptionNames(own, `${what}.`, problems, known);
  if (own.account !== undefined && typeof own.account !== 'string') problems.push(`${what}.account must be text`);
  const text = problems.join('; ');
  if (text !== '') throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text.endsWith('?') ? text : `${text}.`);
}

/** True for objects that hold named values: no arrays, functions or null. */
export const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a host name that stays on this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

/**
 * Checks an address that a secret or a token would be sent to. Only https is allowed, and http to loopback addresses.
 *
 * @param allowsHttp If true, http is allowed to any address.
 * @returns The problem, or `undefined` if there is none.
 */
export function findAddressProblem(address: string, allowsHttp = false): string | undefined {
  if (isQuoted(address.trim())) return IN_QUOTES;
  if (/[;,\s]/.test(address.trim()))
    return 'contains a space, comma or semicolon; write one address, and separate those of a list by commas';
  if (address.includes('*')) return 'contains *; list each origin, such as https://api.aspose.cloud';
  if (!/^[a-z][a-z\d+.-]*:\/|^\//i.test(address) && URL.canParse(`https://${address}`))
    return describeMissingScheme(address);
  if (!URL.canParse(address)) return 'is not an absolute URL such as https://api.aspose.cloud';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'contains credentials; remove them from the URL';
  if (url.hash !== '') return 'contains a fragment (#…); remove it';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && (allowsHttp || isLoopback(url.hostname)))) {
    return undefined;
  }
  return url.protocol === 'http:'
    ? 'is plain http, which exposes tokens to the network; use https. For a container in your own network set allowInsecureHttp (ASPOSE_ALLOW_INSECURE_HTTP)'
    : 'is not an https URL';
}

/** `localhost:4000` parses as a URL with the scheme `localhost:`. Other hosts are not repeated: the value may be a misplaced secret. */
function describeMissingScheme(address: string): string {
  const { hostname, host } = new URL(`http://${address}`);
  if (isLoopback(hostname)) return `has no scheme; write http://${host}`;
  return 'has no scheme; write https:// in front of it, or http:// for a container in your own network';
}

/**
 * Checks what only a base URL must not have. A path is allowed, because a self-hosted API may be behind a prefix; the paths of
 * Aspose's own begin with the version.
 *
 * @returns The problem, or `undefined` if there is none.
 */
export function findBaseUrlProblem(baseUrl: string): string | undefined {
  const { search, hostname, pathname } = new URL(baseUrl);
  if (search !== '') return 'contains a query (?…); remove it, and pass parameters with each request';
  if (hostname === 'api.aspose.cloud' && /^\/v\d/.test(pathname)) {
    return 'contains a version; write https://api.aspose.cloud, and the version in the path of each request, such as /v4.0/words/info';
  }
  return undefined;
}

/** True for an address that exposes tokens to the network. */
export function isInsecure(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' && !isLoopback(hostname);
}

/** Some shells, and `docker --env-file`, keep the quotes of a value. Word processors and chats make them typographic. */
export const isQuoted = (text: string): boolean => /^(?:(['"]).*\1|[“”„‘’‚«»].*[“”‘’«»])$/s.test(text);

/** Completes the name of what is in quotes. */
export const IN_QUOTES = 'is in quotes, which are part of the value; remove them';

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Aspose's client ids are UUIDs and its secrets are not. If it is the other way round, they were probably swapped. */
export function findSwapHint(clientId: string, secret: unknown): string | undefined {
  if (clientId === '' || UUID.test(clientId) || typeof secret !== 'string' || !UUID.test(secret.trim()))
    return undefined;
  return 'the client id does not look like a UUID but the client secret does: the two may be swapped';
}

/** True for a number of bytes, such as 0. */
export function isByteCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
