import type { Account } from '../accounts/account.js';
import { RedactedHeader, redactSdkResult } from './redaction.js';
import { observeRequest, type SdkRequestOptions } from './request-observer.js';
import { AUTHORIZE } from './sdk-patches.js';

/** A call of a method of an SDK object. */
export interface SdkCall {
  readonly account: Account;
  readonly api: object;
  /** The object that holds the SDK's own methods. */
  readonly methods: object;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** The result of one attempt. */
export interface SdkResult {
  /** Status of the last response; `undefined` if there was none. */
  readonly status: number | undefined;
  readonly value?: unknown;
  readonly failure?: { readonly error: unknown };
}

/** Stops the SDK's own retry after a 401, which would send the rest of a consumed body to an address that is encoded twice. */
export class PreventedRetryError extends Error {
  override readonly name = 'PreventedRetryError';
}

/**
 * How long an SDK may take to settle after an error response is complete, in ms. The GroupDocs viewer never settles on some
 * of them.
 */
const SETTLE_TIMEOUT_MS = 1_000;

/**
 * Runs the method once.
 *
 * @param authorization The value of the `Authorization` header; `undefined` for an anonymous account.
 */
export async function runSdkAttempt(
  call: SdkCall,
  args: readonly unknown[],
  authorization: string | undefined,
): Promise<SdkResult> {
  let status: number | undefined;
  let authorizeFailure: { error: unknown } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let settle: (result: SdkResult) => void = () => undefined;
  const timedOut = new Promise<SdkResult>((resolve) => {
    settle = resolve;
  });

  const onResponse = (received: number): void => {
    status = received;
  };
  const onResponseEnd = (received: number): void => {
    if (received < 400) return;
    const failure = { error: createUnsettledError(call, received) };
    timer = setTimeout(() => settle({ status: received, failure }), received === 401 ? 0 : SETTLE_TIMEOUT_MS);
  };
  const authorize = (options: SdkRequestOptions): void => {
    clearTimeout(timer);
    if (status === 401) throw new PreventedRetryError();
    if (authorization === undefined) return;
    try {
      const { uri, url } = options; // some SDKs call the address of a request `uri`, the others `url`
      const origin = getAllowedOrigin(call.account, getCallName(call), String(uri ?? url));
      options.headers = { ...options.headers, Authorization: new RedactedHeader(authorization) };
      observeRequest(options, { origin, authorization, onResponse, onResponseEnd });
    } catch (error) {
      authorizeFailure = { error };
      throw error;
    }
  };
  const { proxy, commit } = createSdkProxy(call.api, call.methods, {
    authorize,
    onUnauthorized: () => onResponse(401),
  });
  const method = Reflect.get(call.methods, call.method) as (...values: readonly unknown[]) => Promise<unknown>;
  const run = async (): Promise<SdkResult> => {
    try {
      const value = await method.apply(proxy, [...args]);
      commit();
      if (authorization) redactSdkResult(value, authorization);
      return { status: status ?? 200, value };
    } catch (error) {
      if (authorization) redactSdkResult(error, authorization);
      const failure = authorizeFailure ?? { error: addStatus(error, status) };
      return { status: status ?? getErrorStatus(error), failure };
    }
  };
  return Promise.race([run(), timedOut]).finally(() => {
    clearTimeout(timer);
  });
}

/**
 * The origin of an address, if it may receive the token.
 *
 * @param name Name of what is called, for the message.
 * @throws Error if the origin is not allowed.
 */
export function getAllowedOrigin({ settings }: Account, name: string, address: string): string {
  const { allowedOrigins } = settings;
  const origin = URL.canParse(address) ? new URL(address).origin : undefined;
  if (origin !== undefined && allowedOrigins.has(origin)) return origin;
  throw new Error(
    `${name}: the request was not sent, because its origin is not allowed (allowed: ${[...allowedOrigins].join(', ')}). Set baseUrl or allowedOrigins of account "${settings.name}", not the SDK's own configuration.`,
  );
}

/** For messages, e.g. `WordsApi.getInfo`. */
export const getCallName = ({ api, method }: SdkCall): string => `${api.constructor.name}.${method}`;

function createUnsettledError(call: SdkCall, status: number): Error {
  const text = `${getCallName(call)}: the API responded with ${status}, and the SDK could not process the response. Check the arguments of the call.`;
  return Object.assign(new Error(text), { status });
}

/** For SDKs whose HTTP library cannot be observed. */
function getErrorStatus(error: unknown): number | undefined {
  const { status, statusCode, code, response } = (error ?? {}) as Record<string, unknown>;
  const inner = (response ?? {}) as Record<string, unknown>;
  const candidates = [status, statusCode, code, inner.status, inner.statusCode];
  return candidates.find((value): value is number => typeof value === 'number' && value >= 100 && value < 600);
}

/** Adds the status to the error: some SDKs lose it if they do not understand the body. */
function addStatus(error: unknown, status: number | undefined): unknown {
  if (status !== undefined && typeof error === 'object' && error !== null && !('status' in error)) {
    Object.defineProperty(error, 'status', { value: status, configurable: true, writable: true });
  }
  return error;
}

/** What an SDK calls about its token during one attempt. */
export interface AttemptHooks {
  /** Adds the header to a request. */
  authorize: (options: SdkRequestOptions) => void;
  /** Called when the response was a 401. */
  onUnauthorized: () => void;
}

/** The SDK object that one attempt uses instead of the original. */
export interface SdkProxy {
  readonly proxy: object;
  /** Copies the properties that the attempt has assigned to the original; until then other calls do not see them. */
  readonly commit: () => void;
}

/**
 * Creates a proxy of the SDK object with a configuration that belongs to one attempt. SDKs pass nothing but the configuration
 * to their token handling, so that concurrent calls could not be told apart otherwise.
 *
 * Properties that the attempt assigns to the object are kept only if it succeeds: Words assigns an encryptor before it has
 * received the key for it.
 *
 * @param methods The object that holds the SDK's own methods.
 */
export function createSdkProxy(api: object, methods: object, hooks: AttemptHooks): SdkProxy {
  const configuration = createConfiguration(getConfiguration(api) ?? {}, hooks);
  const assigned = new Map<string | symbol, unknown>();
  const get = (target: object, key: string | symbol, receiver: unknown): unknown => {
    if (key === 'configuration' || key === '_configuration') return configuration;
    if (assigned.has(key)) return assigned.get(key);
    return Object.hasOwn(target, key) ? Reflect.get(target, key) : Reflect.get(methods, key, receiver);
  };
  const set = (_target: object, key: string | symbol, value: unknown): boolean => {
    assigned.set(key, value);
    return true;
  };
  const commit = (): void => {
    for (const [key, value] of assigned) Reflect.set(api, key, value);
  };
  return { proxy: new Proxy(api, { get, set }), commit };
}

/** Returns an SDK's configuration, which is in one of two properties. */
export function getConfiguration(api: object): object | undefined {
  const { configuration, _configuration } = api as { configuration?: unknown; _configuration?: unknown };
  const found = configuration ?? _configuration;
  return typeof found === 'object' && found !== null ? found : undefined;
}

/** Creates a configuration that inherits everything but the token handling. */
function createConfiguration(original: object, { authorize, onUnauthorized }: AttemptHooks): object {
  const applyToRequest = (options: SdkRequestOptions): Promise<void> =>
    Promise.resolve().then(() => {
      authorize(options);
    });
  const authentication = {
    applyToRequest,
    applyToRequestAsync: applyToRequest,
    handle401response: (): Promise<void> => {
      onUnauthorized();
      return Promise.resolve();
    },
  };
  return Object.create(original, {
    authentication: { value: authentication, enumerable: false },
    [AUTHORIZE]: { value: authorize, enumerable: false },
  }) as object;
}
