import { AUTHORIZE, type SdkRequestOptions } from './request-helper.js';

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
