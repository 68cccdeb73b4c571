import { AsposeAuthError } from '../errors.js';
import type { AsposeTokenService } from '../token/aspose-token.service.js';

/** An entry of `AsposeAuthModule.forFeature({ sdks })`. */
export type AsposeSdkType = AsposeSdkClass | AsposeSdkFactory;

/**
 * A class of an official SDK. It is described by its shape, so that no SDK has to be installed, and without a constructor,
 * because the constructor of some SDKs is private.
 */
export interface AsposeSdkClass<T extends object = object> {
  readonly prototype: T;
  readonly name: string;
}

/**
 * An SDK class that the package does not know, and a function that creates an instance of it.
 *
 * @example
 * ```ts
 * const barcode: AsposeSdkFactory<GenerateApi> = {
 *   sdk: GenerateApi,
 *   useFactory: ({ placeholder, baseUrl }) => new GenerateApi(placeholder, placeholder, baseUrl),
 * };
 *
 * AsposeAuthModule.forFeature({ sdks: [barcode] });
 * ```
 */
export interface AsposeSdkFactory<T extends object = object> {
  readonly sdk: AsposeSdkClass<T>;
  /**
   * Creates the SDK object, which must have a `configuration.authentication` with `applyToRequest(options)` or
   * `applyToRequestAsync(options)`, as the official SDKs do.
   */
  useFactory(context: AsposeSdkContext): T | Promise<T>;
}

/** What an SDK object is created from. It contains no secret, because the SDK never requests a token itself. */
export interface AsposeSdkContext {
  /** Name of the account. */
  readonly account: string;
  /** Address of the service, without a version and without a trailing slash, e.g. `https://api.aspose.cloud`. */
  readonly baseUrl: string;
  /** A text to pass to constructors that require credentials. */
  readonly placeholder: string;
  /** True for self-hosted containers that require no token. */
  readonly anonymous: boolean;
  readonly tokens: AsposeTokenService;
}

/**
 * Returns the class of an entry.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if it is neither a class nor a factory.
 */
export function getSdkClass(entry: AsposeSdkType): AsposeSdkClass {
  const sdk: unknown = Object(entry) === entry && 'useFactory' in entry ? entry.sdk : entry;
  if (typeof sdk === 'function') return sdk;
  const text =
    'AsposeAuthModule.forFeature({ sdks }) has an entry that is neither a class of an SDK nor { sdk, useFactory }. If the entry is undefined, check how the SDK is imported.';
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text);
}
