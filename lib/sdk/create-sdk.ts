import type { Account } from '../accounts/account.js';
import { type KnownSdk, knownSdk, knownSdkNames } from './known-sdks.js';
import { sdkCall } from './sdk-call.js';
import { hookInto, sdkProblem } from './sdk-hook.js';
import { type AsposeSdkContext, type AsposeSdkType, sdkClassOf } from './sdk-type.js';

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
