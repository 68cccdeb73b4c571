import { moduleOf } from './sdk-module.js';
import type { AsposeSdkClass } from './sdk-type.js';

/** The options of a request as the SDKs hand them to their HTTP library. */
export interface SdkRequestOptions {
  uri?: unknown;
  url?: unknown;
  headers?: Record<string, unknown>;
  [option: string]: unknown;
}

type Invoke = (options: SdkRequestOptions, configuration: object, withoutAuth?: boolean) => Promise<unknown>;

/** On the configuration of a call of ours: authorises the request in the SDK's stead. */
export const AUTHORIZE = Symbol.for('nestjs-aspose-auth.sdk-request');
interface AuthorizingConfiguration {
  [AUTHORIZE]?: (options: SdkRequestOptions) => void;
}

const REROUTED = Symbol.for('nestjs-aspose-auth.request-helper');
interface Helper {
  invokeApiMethod?: Invoke;
  [REROUTED]?: boolean;
}

function helperOf(sdk: AsposeSdkClass): Helper | undefined {
  const used = moduleOf(sdk)?.children.map(({ exports }) => exports as Helper | undefined) ?? [];
  return used.find((exported) => typeof exported?.invokeApiMethod === 'function');
}

/**
 * `SlidesApi` keeps its token handling in variables of its module, where accounts get into each other's way. For calls of
 * ours, and for no others, this has it send requests without any, and with our header.
 *
 * @returns False where the SDK's module was not found.
 */
export function bypassTokenHandling(sdk: AsposeSdkClass): boolean {
  const helper = helperOf(sdk);
  const invoke = helper?.invokeApiMethod;
  if (helper === undefined || invoke === undefined) return false;
  if (helper[REROUTED]) return true;
  Object.defineProperty(helper, REROUTED, { value: true });
  helper.invokeApiMethod = async (options, configuration, withoutAuth) => {
    const authorize = (configuration as AuthorizingConfiguration)[AUTHORIZE];
    if (authorize === undefined || withoutAuth) return invoke(options, configuration, withoutAuth);
    authorize(options);
    return invoke(options, configuration, true);
  };
  return true;
}
