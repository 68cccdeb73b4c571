import { Inject, type InjectionToken } from '@nestjs/common';
import { AsposeClient } from './http/aspose-client.js';
import { DEFAULT_ACCOUNT } from './options/settings.js';
import type { AsposeSdkClass } from './sdk/sdk-type.js';
import { AsposeTokenService } from './token/aspose-token.service.js';

/**
 * Injects the `AsposeClient` of an account. The module imports `AsposeAuthModule.forFeature({ account })`.
 *
 * @param account Name of the account. Default `'default'`.
 * @example
 * constructor(@InjectAsposeClient('reports') private readonly aspose: AsposeClient) {}
 */
export const InjectAsposeClient = (account?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getAsposeClientToken(account));

/**
 * Injects the `AsposeTokenService` of an account. The module imports `AsposeAuthModule.forFeature({ account })`.
 *
 * @param account Name of the account. Default `'default'`.
 * @example
 * constructor(@InjectAsposeTokenService('reports') private readonly tokens: AsposeTokenService) {}
 */
export const InjectAsposeTokenService = (account?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getAsposeTokenServiceToken(account));

/**
 * Injects an instance of an official SDK. The module imports `AsposeAuthModule.forFeature({ account, sdks: [WordsApi] })`. For the
 * default account the class is enough: `constructor(private readonly words: WordsApi)`.
 *
 * @param sdk Class of the SDK.
 * @param account Name of the account. Default `'default'`.
 * @example
 * constructor(@InjectAsposeSdk(WordsApi, 'reports') private readonly words: WordsApi) {}
 */
export const InjectAsposeSdk = (sdk: AsposeSdkClass, account?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getAsposeSdkToken(sdk, account));

/**
 * The injection token of an account's client, for example to override the client in a test.
 *
 * @param account Name of the account. Default `'default'`, whose token is the class `AsposeClient`.
 * @example
 * builder.overrideProvider(getAsposeClientToken('reports')).useValue(client);
 */
export function getAsposeClientToken(account: string = DEFAULT_ACCOUNT): InjectionToken {
  return account === DEFAULT_ACCOUNT ? AsposeClient : `ASPOSE_CLIENT_${account}`;
}

/**
 * The injection token of an account's token service.
 *
 * @param account Name of the account. Default `'default'`, whose token is the class `AsposeTokenService`.
 * @example
 * const tokens = app.get(getAsposeTokenServiceToken('reports'));
 */
export function getAsposeTokenServiceToken(account: string = DEFAULT_ACCOUNT): InjectionToken {
  return account === DEFAULT_ACCOUNT ? AsposeTokenService : `ASPOSE_TOKEN_SERVICE_${account}`;
}

/** By class and account. Names are not unique: several SDKs have classes named `FileApi` or `StorageApi`. */
const sdkTokens = new WeakMap<object, Map<string, symbol>>();

/**
 * The injection token of an official SDK's instance.
 *
 * @param sdk Class of the SDK.
 * @param account Name of the account. Default `'default'`, whose token is the class itself.
 * @example
 * const words = app.get(getAsposeSdkToken(WordsApi, 'reports'));
 */
export function getAsposeSdkToken(sdk: AsposeSdkClass, account: string = DEFAULT_ACCOUNT): InjectionToken {
  if (account === DEFAULT_ACCOUNT) return sdk as unknown as InjectionToken;
  const tokens = sdkTokens.get(sdk) ?? new Map<string, symbol>();
  sdkTokens.set(sdk, tokens);
  const token = tokens.get(account) ?? Symbol(`ASPOSE_SDK_${sdk.name}_${account}`);
  tokens.set(account, token);
  return token;
}

/** @internal The resolved settings. */
export const ASPOSE_AUTH_SETTINGS = 'ASPOSE_AUTH_SETTINGS';
/** @internal The clock. Tests override it. */
export const ASPOSE_AUTH_CLOCK = 'ASPOSE_AUTH_CLOCK';
/** @internal The registry of accounts. */
export const ASPOSE_AUTH_REGISTRY = 'ASPOSE_AUTH_REGISTRY';
/** @internal Creates the clients of accounts. */
export const ASPOSE_AUTH_CLIENT_FACTORY = 'ASPOSE_AUTH_CLIENT_FACTORY';
