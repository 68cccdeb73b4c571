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
  readonly url: string;
  header: Record<string, unknown>;
  redirects(max: number): unknown;
}

type Then = (this: SuperagentRequest, ...handlers: unknown[]) => Promise<unknown>;

/** The origins of anonymous accounts, by the `then` that handles the promises of requests to them. */
const anonymousOrigins = new WeakMap<Then, Set<string>>();

/**
 * Prevents SDKs that use superagent from ending the process on an HTTP error. They call `then` twice for each request and handle
 * the rejection of only one of the two promises. This handles the other one, for requests of injected objects only; the caller
 * still gets the error.
 *
 * @param anonymousOrigin Where requests of injected objects have no token by which they could be recognised.
 * @returns False if the SDK's module was not found, so that nothing was changed.
 */
export function handleAbandonedPromises(sdk: AsposeSdkClass, anonymousOrigin?: string): boolean {
  const module = findModule(sdk);
  if (module === undefined) return false;
  const prototype = findSuperagent(module);
  if (prototype === undefined) return true;
  const origins = anonymousOrigins.get(prototype.then) ?? replaceThen(prototype);
  if (anonymousOrigin !== undefined) origins.add(anonymousOrigin);
  return true;
}

function replaceThen(prototype: { then: Then }): Set<string> {
  const origins = new Set<string>();
  const { then } = prototype;
  const value: Then = function (...handlers) {
    const hasToken = this.header.Authorization instanceof RedactedHeader;
    if (!hasToken && !origins.has(new URL(this.url).origin)) return then.apply(this, handlers);
    // H-1: superagent forwards the header to any host that a redirect leads to. The API sends no redirects.
    if (hasToken) this.redirects(0);
    const promise = then.apply(this, handlers);
    promise.catch(() => undefined);
    return promise;
  };
  anonymousOrigins.set(value, origins);
  Object.defineProperty(prototype, 'then', { value, configurable: true, writable: true });
  return origins;
}

/** Finds the prototype of the requests of superagent, if a module has loaded it, directly or through others. */
function findSuperagent(module: NodeJS.Module, seen = new Set<NodeJS.Module>()): { then: Then } | undefined {
  if (seen.has(module)) return undefined;
  seen.add(module);
  if (/[\\/]superagent[\\/]/.test(module.filename)) {
    const { Request } = module.exports as { Request?: { prototype: { then: Then } } };
    if (typeof Request?.prototype.then === 'function') return Request.prototype;
  }
  for (const child of module.children) {
    const found = findSuperagent(child, seen);
    if (found) return found;
  }
  return undefined;
}

/**
 * Finds the loaded CommonJS module that defines a class, as opposed to modules that re-export it. The SDKs are CommonJS, so that
 * those loaded by `import` are in this cache as well.
 *
 * @returns `undefined` if the SDK was bundled into the application.
 */
export function findModule(sdk: AsposeSdkClass): NodeJS.Module | undefined {
  // Not an import: webpack warns about every createRequire() that it sees.
  const { cache } = process.getBuiltinModule('node:module').createRequire(join(process.cwd(), 'index.js'));
  const modules = Object.values(cache).filter((module) => exportsClass(module, sdk));
  return modules.find((module) => !module?.children.some((child) => exportsClass(child, sdk)));
}

function exportsClass(module: NodeJS.Module | undefined, sdk: AsposeSdkClass): boolean {
  const exported = module?.exports as Record<string, unknown> | null | undefined;
  return (exported as unknown) === sdk || (typeof exported === 'object' && exported?.[sdk.name] === sdk);
}
