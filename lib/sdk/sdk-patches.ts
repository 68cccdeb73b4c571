import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ConcealedHeader } from './redaction.js';
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

interface SuperagentRequest {
  header: Record<string, unknown>;
  redirects(most: number): unknown;
}

const CURED = Symbol.for('nestjs-aspose-auth.pdf-promises');
const PDF_AGENT = 'pdf nodejs sdk';

/**
 * `PdfApi` waits for each request twice, and handles a failure of the one and not of the other, which ends the process on any
 * HTTP error. This handles the other, for requests of that SDK only; whoever called it hears of the failure as ever.
 *
 * @returns False where the SDK's module was not found, so that nothing is cured.
 */
export function handleAbandonedPromises(sdk: AsposeSdkClass): boolean {
  const owner = moduleOf(sdk);
  if (owner === undefined) return false;
  const { Request } = owner.require('superagent') as { Request: { prototype: SuperagentRequest } };
  const prototype = Request.prototype as SuperagentRequest & { [CURED]?: boolean };
  if (prototype[CURED]) return true;
  const waits = Reflect.get(prototype, 'then') as (this: SuperagentRequest, ...handlers: unknown[]) => Promise<unknown>;
  const value = function (this: SuperagentRequest, ...handlers: unknown[]) {
    if (this.header['User-Agent'] !== PDF_AGENT) return waits.apply(this, handlers);
    // H-1: a redirect would take the header along to any host. The API has none.
    if (this.header.Authorization instanceof ConcealedHeader) this.redirects(0);
    const promise = waits.apply(this, handlers);
    promise.catch(() => undefined);
    return promise;
  };
  Object.defineProperty(prototype, CURED, { value: true });
  Object.defineProperty(prototype, 'then', { value, configurable: true, writable: true });
  return true;
}

function exportsIt(module: NodeJS.Module | undefined, sdk: AsposeSdkClass): boolean {
  const exported = module?.exports as Record<string, unknown> | null | undefined;
  return typeof exported === 'object' && exported?.[sdk.name] === sdk;
}

/**
 * The loaded CommonJS module that defines a class, and not those that hand it on; `undefined` where the SDK was bundled into
 * the application.
 *
 * The SDKs are CommonJS, so an `import` of one is in this cache as well.
 */
export function moduleOf(sdk: AsposeSdkClass): NodeJS.Module | undefined {
  const { cache } = createRequire(join(process.cwd(), 'index.js'));
  const all = Object.values(cache).filter((module) => exportsIt(module, sdk));
  return all.find((module) => !module?.children.some((child) => exportsIt(child, sdk)));
}
