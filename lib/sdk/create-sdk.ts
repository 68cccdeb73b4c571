import { Logger } from '@nestjs/common';
import type { Account } from '../accounts/account.js';
import { AsposeAuthError } from '../errors.js';
import { type KnownSdk, knownSdk, knownSdkNames } from './known-sdks.js';
import { configurationOf } from './sdk-attempt.js';
import { sdkCall } from './sdk-call.js';
import { bypassTokenHandling, handleAbandonedPromises } from './sdk-patches.js';
import { type AsposeSdkClass, type AsposeSdkContext, type AsposeSdkType, sdkClassOf } from './sdk-type.js';

const PLACEHOLDER = 'held-by-nestjs-aspose-auth';

/** SDKs append their own version; some people's base URL has one. */
const withoutVersion = (baseUrl: string): string => baseUrl.replace(/(\/v\d+(\.\d+)?)?\/*$/i, '');

function contextOf({ settings, tokens }: Account): AsposeSdkContext {
  const { name, baseUrl, anonymous } = settings;
  return { account: name, baseUrl: withoutVersion(baseUrl), placeholder: PLACEHOLDER, anonymous, tokens };
}

async function construct(account: Account, entry: AsposeSdkType, known: KnownSdk | undefined): Promise<object> {
  const context = contextOf(account);
  const sdk = sdkClassOf(entry);
  if ('useFactory' in entry) return entry.useFactory(context);
  if (known) return known.create(sdk as unknown as new (...values: unknown[]) => object, context);
  const name = sdk.name || 'Class';
  const text = `it is none of the classes that are known (${knownSdkNames}). If a bundler has renamed one, let it keep the names of classes, or leave the SDK out of the bundle. Otherwise say how to make one: { sdk: ${name}, useFactory: ({ baseUrl, placeholder }) => new ${name}(placeholder, placeholder, baseUrl) }.`;
  throw sdkProblem(account, sdk, text);
}

/** Names of all methods of a class and those it extends. */
function methodsOf(methods: object | null): string[] {
  if (methods === null || methods === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(methods));
  const names = own.filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function');
  return [...names.map(([name]) => name), ...methodsOf(Object.getPrototypeOf(methods) as object | null)];
}

/** Puts the account between callers and the SDK's own methods; the object stays what it is, `instanceof` included. */
function bridged(account: Account, api: object): object {
  const methods = Object.getPrototypeOf(api) as object;
  const calls = Object.create(methods) as object;
  for (const method of methodsOf(methods)) {
    const value = (...args: readonly unknown[]) => sdkCall({ account, api, methods, method, args });
    Object.defineProperty(calls, method, { value, writable: true, configurable: true });
  }
  return Object.setPrototypeOf(api, calls) as object;
}

/**
 * Makes an SDK object that gets its tokens from the account, and holds no secret.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where the class is not known, or has no place for a token.
 */
export async function createSdk(account: Account, entry: AsposeSdkType): Promise<object> {
  const sdk = sdkClassOf(entry);
  const known = knownSdk(sdk);
  const api = await construct(account, entry, known);
  hookInto(account, sdk, api, known);
  return bridged(account, api);
}

/** What is wrong with an entry of `sdks`. */
export function sdkProblem({ settings }: Account, sdk: AsposeSdkClass, text: string): AsposeAuthError {
  const where = `AsposeAuthModule.forFeature({ sdks: [${sdk.name || 'a class without a name'}] }): `;
  return new AsposeAuthError('ERR_ASPOSE_CONFIG', where + text, { account: settings.name });
}

/** True where the object asks its configuration for the header of each request. */
function asksForHeader(api: object): boolean {
  const { authentication } = (configurationOf(api) ?? {}) as { authentication?: Record<string, unknown> };
  return [authentication?.applyToRequest, authentication?.applyToRequestAsync].some(
    (hook) => typeof hook === 'function',
  );
}

/** True where the class has methods of its own; an object of several APIs would go on asking with the placeholder. */
const hasMethods = (api: object): boolean =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(api)).some((name) => name !== 'constructor');

/**
 * Makes sure that the object's requests get their header from here, and mends what its class does to the process.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where it would go on asking for tokens itself.
 */
export function hookInto(account: Account, sdk: AsposeSdkClass, api: object, known: KnownSdk | undefined): void {
  if (known?.abandonsPromises && !handleAbandonedPromises(sdk)) {
    new Logger('AsposeAuth').warn(
      `${sdk.name} is in a bundle, so that its defect cannot be mended: any HTTP error ends the process. Leave the SDK out of the bundle (mark it as external).`,
    );
  }
  const isBypassed = known?.hook === 'helper' && bypassTokenHandling(sdk);
  if (isBypassed || (hasMethods(api) && (account.settings.anonymous || asksForHeader(api)))) return;
  if (known?.hook === 'helper') {
    const text = `its module was not found among those that are loaded. Leave the SDK out of the bundle (mark it as external), and check its version in docs/sdks.md.`;
    throw sdkProblem(account, sdk, text);
  }
  const text = `the object has no configuration.authentication.applyToRequest, which is how a token gets into its requests, or no methods of its own. Known are ${knownSdkNames}; check the SDK's version in docs/sdks.md.`;
  throw sdkProblem(account, sdk, text);
}
