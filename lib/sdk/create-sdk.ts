import { Logger } from '@nestjs/common';
import type { Account } from '../accounts/account.js';
import { AsposeAuthError } from '../errors.js';
import { createHtmlSdk } from './html-sdk.js';
import { findKnownSdk, KNOWN_SDK_NAMES, type KnownSdk } from './known-sdks.js';
import { getConfiguration } from './sdk-attempt.js';
import { callSdkMethod } from './sdk-call.js';
import { bypassTokenHandling, handleAbandonedPromises } from './sdk-patches.js';
import { type AsposeSdkClass, type AsposeSdkContext, type AsposeSdkType, getSdkClass } from './sdk-type.js';

/** Passed to constructors that require credentials. */
const PLACEHOLDER = 'managed-by-nestjs-aspose-auth';

/**
 * Creates an SDK object that gets its tokens from the account and contains no secret.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the class is not known, or offers no way to pass a token.
 */
export async function createSdk(account: Account, entry: AsposeSdkType): Promise<object> {
  const sdk = getSdkClass(entry);
  const htmlSdk = await createHtmlSdk(account, entry, createContext(account));
  if (htmlSdk) return htmlSdk;
  const known = findKnownSdk(sdk);
  const api = await construct(account, entry, known);
  replaceTokenHandling(account, sdk, api, known);
  return wrapMethods(account, api);
}

async function construct(account: Account, entry: AsposeSdkType, known: KnownSdk | undefined): Promise<object> {
  const context = createContext(account);
  const sdk = getSdkClass(entry);
  if ('useFactory' in entry) return entry.useFactory(context);
  if (known) return known.create(sdk as unknown as new (...values: unknown[]) => object, context);
  const name = sdk.name || 'Class';
  throw createSdkError(
    account,
    sdk,
    `the class is not one of the known classes (${KNOWN_SDK_NAMES}). If a bundler renamed it, make the bundler keep class names, or mark the SDK as external. Otherwise pass a factory: { sdk: ${name}, useFactory: ({ baseUrl, placeholder }) => new ${name}(placeholder, placeholder, baseUrl) }.`,
  );
}

function createContext({ settings, tokens }: Account): AsposeSdkContext {
  const { name, baseUrl, anonymous } = settings;
  return { account: name, baseUrl: removeVersion(baseUrl), placeholder: PLACEHOLDER, anonymous, tokens };
}

/** SDKs append their own version, but the documentation of some products shows a base URL that has one. */
const removeVersion = (baseUrl: string): string => baseUrl.replace(/(\/v\d+(\.\d+)?)?\/*$/i, '');

/**
 * Ensures that the object's requests get their header from the account, and applies the patches that its class needs.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the object would still request tokens itself.
 */
function replaceTokenHandling(account: Account, sdk: AsposeSdkClass, api: object, known: KnownSdk | undefined): void {
  const { anonymous, baseUrl } = account.settings;
  const isHandled = handleAbandonedPromises(sdk, anonymous ? new URL(baseUrl).origin : undefined);
  if (known?.abandonsPromises && !isHandled) {
    new Logger('AsposeAuth').warn(
      `${sdk.name} is bundled, so its defect cannot be patched: any HTTP error ends the process. Mark the SDK as external.`,
    );
  }
  const isBypassed = known?.hook === 'helper' && bypassTokenHandling(sdk);
  if (isBypassed || (hasMethods(api) && (anonymous || hasAuthenticationHook(api)))) return;
  const text =
    known?.hook === 'helper'
      ? 'its module was not found among the loaded modules. If the SDK is bundled, mark it as external; otherwise compare its version with docs/sdks.md.'
      : `the object has no configuration.authentication.applyToRequest, which adds the token to its requests, or no methods. Known classes: ${KNOWN_SDK_NAMES}. Compare the SDK's version with docs/sdks.md.`;
  throw createSdkError(account, sdk, text);
}

function createSdkError({ settings }: Account, sdk: AsposeSdkClass, text: string): AsposeAuthError {
  const location = `AsposeAuthModule.forFeature({ sdks: [${sdk.name || 'a class without a name'}] }): `;
  return new AsposeAuthError('ERR_ASPOSE_CONFIG', location + text, { account: settings.name });
}

/** Tells whether the object uses its configuration to add the header to each request. */
function hasAuthenticationHook(api: object): boolean {
  const { authentication } = (getConfiguration(api) ?? {}) as { authentication?: Record<string, unknown> };
  return [authentication?.applyToRequest, authentication?.applyToRequestAsync].some(
    (hook) => typeof hook === 'function',
  );
}

/** Tells whether the class itself has methods. The APIs inside a container object would still request tokens themselves. */
const hasMethods = (api: object): boolean =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(api)).some((name) => name !== 'constructor');

/** Routes calls of the SDK's methods through the account. The object keeps its identity and `instanceof`. */
function wrapMethods(account: Account, api: object): object {
  const methods = Object.getPrototypeOf(api) as object;
  const wrapped = Object.create(methods) as object;
  for (const method of getMethodNames(methods)) {
    const value = (...args: readonly unknown[]) => callSdkMethod({ account, api, methods, method, args });
    Object.defineProperty(wrapped, method, { value, writable: true, configurable: true });
  }
  return Object.setPrototypeOf(api, wrapped) as object;
}

/** Lists the methods of a class, including those that it inherits. */
function getMethodNames(methods: object | null): string[] {
  if (methods === null || methods === Object.prototype) return [];
  const own = Object.entries(Object.getOwnPropertyDescriptors(methods));
  const names = own.filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function');
  return [...names.map(([name]) => name), ...getMethodNames(Object.getPrototypeOf(methods) as object | null)];
}
