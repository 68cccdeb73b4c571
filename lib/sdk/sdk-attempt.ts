import type { Account } from '../accounts/account.js';
import { ConcealedHeader, scrubAnswer } from './redaction.js';
import { watchRequest } from './request-observer.js';
import { AUTHORIZE, type SdkRequestOptions } from './sdk-patches.js';

/** One call of a method of an SDK object. */
export interface SdkCall {
  readonly account: Account;
  readonly api: object;
  /** Holds the SDK's own methods. */
  readonly methods: object;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** How one attempt ended. */
export interface Outcome {
  readonly isUnauthorized: boolean;
  readonly value?: unknown;
  readonly failure?: { readonly error: unknown };
}

/** Ends the SDK's own attempt to replay: it would send what is left of the body, to an address encoded twice. */
export class AttemptEnded extends Error {
  override readonly name = 'AttemptEnded';
}

/** How long an SDK may think about an answer that is an error. GroupDocs' viewer thinks for ever about some. */
const LONGEST_THOUGHT_MS = 1_000;

/** The origin of a request; SDKs of all kinds name its address one way or the other. */
function allowedOrigin({ account, api, method }: SdkCall, { uri, url }: SdkRequestOptions): string {
  const address = String(uri ?? url);
  const { allowedOrigins } = account.settings;
  const origin = URL.canParse(address) ? new URL(address).origin : undefined;
  if (origin !== undefined && allowedOrigins.has(origin)) return origin;
  throw new Error(
    `${api.constructor.name}.${method}: the address of its request is not of an allowed origin (${[...allowedOrigins].join(', ')}), so it gets no token. Set baseUrl or allowedOrigins of account "${account.settings.name}", not the SDK's own configuration.`,
  );
}

/** For SDKs whose HTTP library cannot be watched. */
function isUnauthorizedError(error: unknown): boolean {
  const { status, statusCode, code, response } = (error ?? {}) as Record<string, unknown>;
  const answer = (response ?? {}) as Record<string, unknown>;
  return [status, statusCode, code, answer.status, answer.statusCode].includes(401);
}

/** The error with its status, which some SDKs lose where they do not understand the body. */
function withStatus(error: unknown, status: number | undefined): unknown {
  if (status !== undefined && typeof error === 'object' && error !== null && !('status' in error)) {
    Object.defineProperty(error, 'status', { value: status, configurable: true, writable: true });
  }
  return error;
}

/** Runs the method once, with the token. */
export async function sdkAttempt(
  call: SdkCall,
  args: readonly unknown[],
  authorization: string | undefined,
): Promise<Outcome> {
  let status: number | undefined;
  let misled: { error: unknown } | undefined;
  let giveUp: (outcome: Outcome) => void = () => undefined;
  let thought: NodeJS.Timeout | undefined;

  const ended = (answered: number): void => {
    if (answered < 400) return;
    const text = `${call.api.constructor.name}.${call.method}: the answer was ${answered}, and the SDK has not understood it.`;
    const failure = { error: Object.assign(new Error(text), { status: answered }) };
    const patience = answered === 401 ? 0 : LONGEST_THOUGHT_MS;
    thought = setTimeout(() => giveUp({ isUnauthorized: answered === 401, failure }), patience);
  };
  const authorize = (options: SdkRequestOptions): void => {
    clearTimeout(thought);
    if (status === 401) throw new AttemptEnded();
    if (authorization === undefined) return;
    try {
      const origin = allowedOrigin(call, options);
      options.headers = { ...options.headers, Authorization: new ConcealedHeader(authorization) };
      const seen = (answered: number) => {
        status = answered;
      };
      watchRequest(options, { origin, authorization, seen, ended });
    } catch (error) {
      misled = { error };
      throw error;
    }
  };
  const unauthorized = (): void => {
    status = 401;
  };
  const view = callView(call.api, call.methods, { authorize, unauthorized });
  const method = Reflect.get(call.methods, call.method) as (...values: readonly unknown[]) => Promise<unknown>;
  const run = async (): Promise<Outcome> => {
    try {
      const value = await method.apply(view.api, [...args]);
      view.keep();
      if (authorization) scrubAnswer(value, authorization);
      return { isUnauthorized: false, value };
    } catch (error) {
      if (authorization) scrubAnswer(error, authorization);
      const isUnauthorized = status === undefined ? isUnauthorizedError(error) : status === 401;
      return { isUnauthorized, failure: misled ?? { error: withStatus(error, status) } };
    }
  };
  const abandoned = new Promise<Outcome>((resolve) => {
    giveUp = resolve;
  });
  return Promise.race([run(), abandoned]).finally(() => {
    clearTimeout(thought);
  });
}

/** What an SDK asks about its token, for one attempt at one call. */
export interface AttemptHooks {
  /** Puts the header on a request. */
  authorize: (options: SdkRequestOptions) => void;
  /** The answer was a 401. */
  unauthorized: () => void;
}

/** An SDK's configuration, under either name that SDKs have for it. */
export function configurationOf(api: object): object | undefined {
  const { configuration, _configuration } = api as { configuration?: unknown; _configuration?: unknown };
  const found = configuration ?? _configuration;
  return typeof found === 'object' && found !== null ? found : undefined;
}

function configurationFor(real: object, { authorize, unauthorized }: AttemptHooks): object {
  const applyToRequest = (options: SdkRequestOptions): Promise<void> =>
    Promise.resolve().then(() => {
      authorize(options);
    });
  const authentication = {
    applyToRequest,
    applyToRequestAsync: applyToRequest,
    handle401response: (): Promise<void> => {
      unauthorized();
      return Promise.resolve();
    },
  };
  return Object.create(real, {
    authentication: { value: authentication, enumerable: false },
    [AUTHORIZE]: { value: authorize, enumerable: false },
  }) as object;
}

/** The SDK object as one attempt sees it. */
export interface CallView {
  readonly api: object;
  /** Keeps what the attempt has noted on the object; until then nobody else sees it. */
  keep(): void;
}

/**
 * The SDK object as one attempt sees it: itself, but for a configuration that knows which call it serves. SDKs hand that to
 * their token handling and nothing else, which could not tell the calls of a minute apart.
 *
 * What the attempt assigns to the object is kept where it succeeds: Words notes an encryptor before it has the key for it.
 *
 * @param methods The object that holds the SDK's own methods.
 */
export function callView(api: object, methods: object, hooks: AttemptHooks): CallView {
  const configuration = configurationFor(configurationOf(api) ?? {}, hooks);
  const noted = new Map<string | symbol, unknown>();
  const get = (target: object, key: string | symbol, view: unknown): unknown => {
    if (key === 'configuration' || key === '_configuration') return configuration;
    if (noted.has(key)) return noted.get(key);
    return Object.hasOwn(target, key) ? Reflect.get(target, key) : Reflect.get(methods, key, view);
  };
  const set = (_target: object, key: string | symbol, value: unknown): boolean => {
    noted.set(key, value);
    return true;
  };
  const keep = (): void => {
    for (const [key, value] of noted) Reflect.set(api, key, value);
  };
  return { api: new Proxy(api, { get, set }), keep };
}
