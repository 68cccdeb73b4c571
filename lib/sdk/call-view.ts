import { AUTHORIZE, type SdkRequestOptions } from './request-helper.js';

/** What an SDK asks about its token, for one attempt at one call. */
export interface AttemptHooks {
  /** Puts the header on a request. */
  authorize: (options: SdkRequestOptions) => void;
  /** The answer was a 401. */
  unauthorized: () => void;
}

interface Sdk {
  configuration: object;
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

/**
 * The SDK object as one attempt sees it: itself, but for a configuration that knows which call it serves. SDKs hand that to
 * their token handling and nothing else, which could not tell the calls of a minute apart.
 *
 * @param methods The object that holds the SDK's own methods.
 */
export function callView(api: object, methods: object, hooks: AttemptHooks): object {
  const configuration = configurationFor((api as Sdk).configuration, hooks);
  const get = (target: object, key: string | symbol, view: unknown): unknown => {
    if (key === 'configuration' || key === '_configuration') return configuration;
    return Object.hasOwn(target, key) ? Reflect.get(target, key) : Reflect.get(methods, key, view);
  };
  return new Proxy(api, { get });
}
