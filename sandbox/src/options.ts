import { closest, distance } from 'fastest-levenshtein';
import { Random } from './random.js';

/** Options of `AsposeSandbox.start()`. */
export interface AsposeSandboxOptions {
  /**
   * TCP port.
   * @default 0: any free port
   */
  port?: number;
  /**
   * Address to listen on instead of 127.0.0.1, such as `0.0.0.0` in a container. Everyone who can reach that address can
   * use and control the sandbox: it protects nothing.
   * @default undefined: this machine only
   */
  exposeOn?: string;
  /**
   * The clients that may request tokens. All others are rejected.
   * @default one client with a random UUID as id and a random secret of 32 hex digits
   */
  clients?: readonly SandboxClient[];
  /**
   * Lifetime of tokens, in seconds. Fractions are accepted.
   * @default 86400: 24 hours, as documented for the service
   */
  tokenLifetimeSeconds?: number;
  /**
   * Maximum size of a file, in bytes. Larger files are rejected with 413.
   * @default 209715200: 200 MiB
   */
  maxFileBytes?: number;
  /**
   * Size of all storages together, in bytes. If they are full, writes are rejected with 413.
   * @default 1073741824: 1 GiB
   */
  maxStorageBytes?: number;
  /**
   * Deadline for processing a document, in milliseconds. Longer ones are rejected with 422.
   * @default 10000
   */
  documentTimeoutMs?: number;
  /**
   * Origins on this machine from which `loadWebDocument` may read, such as `http://127.0.0.1:8080`.
   * @default none
   */
  webDocumentOrigins?: readonly string[];
  /**
   * Names of storages that exist although nothing was written to them, for `{storageName}/exist`.
   * @default `First Storage`, as in a new account
   */
  storageNames?: readonly string[];
  /**
   * Number of billable operations before the API responds with 429, as at the end of the free plan.
   * @default undefined: no limit
   */
  quota?: number;
  /**
   * Makes credentials, delays and faults with a probability the same for each run: an integer from 0 to 4294967295.
   * @default undefined: they differ for each run
   */
  seed?: number;
  /**
   * The wall clock, in milliseconds since 1970.
   * @default Date.now
   * @internal
   */
  clock?: () => number;
}

/** Credentials of an application, as the Aspose dashboard issues them. */
export interface SandboxClient {
  /** The Client Id ("App SID"). */
  clientId: string;
  /** The Client Secret ("App Key"). */
  clientSecret: string;
}

/**
 * Length of a secret of the dashboard.
 * @internal
 */
export const SECRET_DIGITS = 32;

/**
 * Validated options with all defaults applied.
 * @internal
 */
export interface SandboxSettings {
  port: number;
  clients: readonly SandboxClient[];
  tokenLifetimeSeconds: number;
  maxFileBytes: number;
  maxStorageBytes: number;
  documentTimeoutMs: number;
  webDocumentOrigins: readonly string[];
  storageNames: readonly string[];
  quota: number | undefined;
  host: string;
  random: Random;
  clock: () => number;
}

/** Every option. A record, so that the compiler reports a missing one. */
const OPTIONS: Readonly<Record<keyof AsposeSandboxOptions, true>> = {
  port: true,
  exposeOn: true,
  clients: true,
  tokenLifetimeSeconds: true,
  maxFileBytes: true,
  maxStorageBytes: true,
  documentTimeoutMs: true,
  webDocumentOrigins: true,
  storageNames: true,
  quota: true,
  seed: true,
  clock: true,
};

/**
 * Finds the known name that a mistyped one probably stands for: it begins with it, or differs in two letters at most.
 * @internal
 */
export function suggest(name: string, known: readonly string[]): string | undefined {
  const best = known.find((candidate) => candidate.startsWith(name)) ?? closest(name, known);
  return best.startsWith(name) || distance(name, best) <= 2 ? best : undefined;
}

function checkNames(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw new TypeError('AsposeSandbox: options must be an object.');
  for (const name of Object.keys(options).filter((one) => !Object.hasOwn(OPTIONS, one))) {
    const suggestion = suggest(name, Object.keys(OPTIONS));
    throw new TypeError(`AsposeSandbox: ${name} is not an option${suggestion ? `; did you mean ${suggestion}?` : '.'}`);
  }
}

/** @internal */
export function resolveOptions(options: AsposeSandboxOptions): SandboxSettings {
  checkNames(options);
  const { seed, quota } = options;
  if (seed !== undefined && !(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32)) {
    throw new RangeError('AsposeSandbox: seed must be an integer from 0 to 4294967295.');
  }
  const random = new Random(seed);
  const clients = options.clients ?? [{ clientId: random.uuid(), clientSecret: random.hex(SECRET_DIGITS) }];
  const settings = {
    port: options.port ?? 0,
    clients: clients.map(({ clientId, clientSecret }) => ({ clientId, clientSecret })),
    tokenLifetimeSeconds: options.tokenLifetimeSeconds ?? 86_400,
    maxFileBytes: options.maxFileBytes ?? 200 * 1024 * 1024,
    maxStorageBytes: options.maxStorageBytes ?? 1024 * 1024 * 1024,
    documentTimeoutMs: options.documentTimeoutMs ?? 10_000,
    webDocumentOrigins: (options.webDocumentOrigins ?? []).map(parseLoopbackOrigin),
    storageNames: [...(options.storageNames ?? ['First Storage'])],
    quota,
    host: options.exposeOn ?? '127.0.0.1',
    random,
    clock: options.clock ?? Date.now,
  };
  checkClients(settings.clients);
  checkPositive('tokenLifetimeSeconds', settings.tokenLifetimeSeconds);
  checkPositive('maxFileBytes', settings.maxFileBytes);
  checkPositive('maxStorageBytes', settings.maxStorageBytes);
  checkPositive('documentTimeoutMs', settings.documentTimeoutMs);
  checkQuota(quota);
  if (!Number.isInteger(settings.port) || settings.port < 0 || settings.port > 65_535) {
    throw new RangeError('AsposeSandbox: port must be an integer from 0 (any free port) to 65535.');
  }
  return settings;
}

/**
 * Throws if a numeric option is not positive. Also used when the option is changed at run time.
 * @internal
 */
export function checkPositive(option: string, value: number): void {
  if (!Number.isFinite(value) || value <= 0) throw new RangeError(`AsposeSandbox: ${option} must be more than 0.`);
}

/**
 * Throws unless the value is a number of operations, or undefined for no limit.
 * @internal
 */
export function checkQuota(quota: number | undefined): void {
  if (quota === undefined || (Number.isInteger(quota) && quota >= 0)) return;
  throw new RangeError('AsposeSandbox: quota must be an integer of at least 0.');
}

function parseLoopbackOrigin(origin: string): string {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || !isLoopback(url.hostname)) {
    throw new TypeError('AsposeSandbox: webDocumentOrigins may contain http(s) origins of this machine only.');
  }
  return url.origin;
}

/**
 * True for a host name of this machine, as in a URL or a `Host` header without its port.
 * @internal
 */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host);
}

function checkClients(clients: readonly SandboxClient[]): void {
  if (clients.length === 0) throw new TypeError('AsposeSandbox: clients must contain at least one client.');
  const ids = new Set<string>();
  for (const [index, { clientId, clientSecret }] of clients.entries()) {
    if (!isText(clientId)) throw new TypeError(`AsposeSandbox: clients[${index}].clientId is missing or blank.`);
    if (!isText(clientSecret)) {
      throw new TypeError(`AsposeSandbox: clients[${index}].clientSecret is missing or blank.`);
    }
    if (ids.has(clientId)) throw new TypeError(`AsposeSandbox: clients[${index}].clientId is a duplicate.`);
    ids.add(clientId);
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
