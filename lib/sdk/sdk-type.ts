import type { AsposeTokenService } from '../token/aspose-token.service.js';

/** A class of an official SDK. Known by its shape, so that no SDK has to be installed; its constructor may be private. */
export interface AsposeSdkClass<T extends object = object> {
  readonly prototype: T;
  readonly name: string;
}

/** What an SDK object is made from. There is no secret in it: the SDK never needs one. */
export interface AsposeSdkContext {
  /** Name of the account. */
  readonly account: string;
  /** Address of the service without a version and without a slash at its end, e.g. `https://api.aspose.cloud`. */
  readonly baseUrl: string;
  /** Stands where a constructor insists on credentials. */
  readonly placeholder: string;
  /** True for self-hosted containers that ask for no token. */
  readonly anonymous: boolean;
  readonly tokens: AsposeTokenService;
}

/** An SDK class that is not known by itself, and how to make one of it. */
export interface AsposeSdkFactory<T extends object = object> {
  readonly sdk: AsposeSdkClass<T>;
  /** The object needs a `configuration.authentication` with `applyToRequest(options)`, as the official SDKs have it. */
  useFactory(context: AsposeSdkContext): T | Promise<T>;
}

/** An entry of `AsposeAuthModule.forFeature({ sdks })`. */
export type AsposeSdkType = AsposeSdkClass | AsposeSdkFactory;

/** The class that an entry is about. */
export const sdkClassOf = (entry: AsposeSdkType): AsposeSdkClass => ('useFactory' in entry ? entry.sdk : entry);
