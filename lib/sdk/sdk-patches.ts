import { createRequire } from 'node:module';
import { join } from 'node:path';
import { RedactedHeader } from './redaction.js';
import type { SdkRequestOptions } from './request-observer.js';
import type { AsposeSdkClass } from './sdk-type.js';

/** Key of the function that authorizes a request, on the configuration that each attempt of an injected SDK uses. */
export const AUTHORIZE = Symbol.for('nestjs-aspose-auth.sdk-request');

/** `SlidesApi`'s module that sends requests. */
interface RequestHelper {
  invokeApiMethod?: (options: SdkRequestOptions, configuration: object, withoutAuth?: boolean) => Promise<unknown>;
  [TOKEN_HANDLING_BYPASSED]?: boolean;
}

const TOKEN_HANDLING_BYPASSED = Symbol.for('nestjs-aspose-auth.request-helper');

/**
 * Makes `SlidesApi` send the requests of injected objects without its own token handling, and with the account's token. Its own
 * handling keeps tokens in variables of the module, so that one account would get the token of another. Objects that the
 * application creates itself are not affected.
 *
 * @returns False if the SDK's module was not found.
 */
export function bypassTokenHandling(sdk: AsposeSdkClass): boolean {
  const helper = findRequestHelper(sdk);
  const invoke = helper?.invokeApiMethod;
  if (helper === undefined || invoke === undefined) return false;
  if (helper[TOKEN_HANDLING_BYPASSED]) return true;
  helper.invokeApiMethod = async (options, configuration, withoutAuth) => {
    const authorize = (configuration as { [AUTHORIZE]?: (options: SdkRequestOptions) => void })[AUTHORIZE];
    if (authorize === undefined || withoutAuth) return invoke(options, configuration, withoutAuth);
    authorize(options);
    return invoke(options, configuration, true);
  };
  Object.defineProperty(helper, TOKEN_HANDLING_BYPASSED, { value: true });
  return true;
}

function findRequestHelper(sdk: AsposeSdkClass): RequestHelper | undefined {
  const dependencies = findModule(sdk)?.children.map(({ exports }) => exports as RequestHelper | undefined) ?? [];
  return dependencies.find((exported) => typeof exported?.invokeApiMethod === 'function');
}

interface SuperagentRequest {
  header: Record<string, unknown>;
  redirects(max: number): unknown;
  [PROMISES_HANDLED]?: boolean;
}

const PROMISES_HANDLED = Symbol.for('nestjs-aspose-auth.pdf-promises');
const PDF_USER_AGENT = 'pdf nodejs sdk';

/**
 * Prevents `PdfApi` from ending the process on an HTTP error. It calls `then` twice for each request and handles the rejection
 * of only one of the two promises. This handles the other one, for requests of that SDK only; the caller still gets the error.
 *
 * @returns False if the SDK's module was not found, so that nothing was changed.
 */
export function handleAbandonedPromises(sdk: AsposeSdkClass): boolean {
  const module = findModule(sdk);
  if (module === undefined) return false;
  const { prototype } = (module.require('superagent') as { Request: { prototype: SuperagentRequest } }).Request;
  if (prototype[PROMISES_HANDLED]) return true;
  const then = Reflect.get(prototype, 'then') as (this: SuperagentRequest, ...handlers: unknown[]) => Promise<unknown>;
  const value = function (this: SuperagentRequest, ...handlers: unknown[]) {
    if (this.header['User-Agent'] !== PDF_USER_AGENT) return then.apply(this, handlers);
    // H-1: superagent forwards the header to any host that a redirect leads to. The API sends no redirects.
    if (this.header.Authorization instanceof RedactedHeader) this.redirects(0);
    const promise = then.apply(this, handlers);
    promise.catch(() => undefined);
    return promise;
  };
  Object.defineProperty(prototype, PROMISES_HANDLED, { value: true });
  Object.defineProperty(prototype, 'then', { value, configurable: true, writable: true });
  return true;
}

/**
 * Finds the loaded CommonJS module that defines a class, as opposed to modules that re-export it. The SDKs are CommonJS, so that
 * those loaded by `import` are in this cache as well.
 *
 * @returns `undefined` if the SDK was bundled into the application.
 */
function findModule(sdk: AsposeSdkClass): NodeJS.Module | undefined {
  const { cache } = createRequire(join(process.cwd(), 'index.js'));
  const modules = Object.values(cache).filter((module) => exportsClass(module, sdk));
  return modules.find((module) => !module?.children.some((child) => exportsClass(child, sdk)));
}

function exportsClass(module: NodeJS.Module | undefined, sdk: AsposeSdkClass): boolean {
  const exported = module?.exports as Record<string, unknown> | null | undefined;
  return typeof exported === 'object' && exported?.[sdk.name] === sdk;
}
