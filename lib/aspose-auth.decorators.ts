import { Inject, type InjectionToken } from '@nestjs/common';
import { AsposeClient } from './http/aspose-client.js';
import { DEFAULT_ACCOUNT } from './options/settings.js';
import type { AsposeSdkClass } from './sdk/sdk-type.js';
import { AsposeTokenService } from './token/aspose-token.service.js';

/**
 * Injects an account's `AsposeClient`; its module imports `AsposeAuthModule.forFeature({ account })`.
 *
 * @param account Default `'default'`.
 */
export const InjectAsposeClient = (account?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getAsposeClientToken(account));

/**
 * Injects an account's `AsposeTokenService`; its module imports `AsposeAuthModule.forFeature({ account })`.
 *
 * @param account Default `'default'`.
 */
export const InjectAsposeTokenService = (account?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getAsposeTokenServiceToken(account));

/**
 * Injects an official SDK's object; its module imports `AsposeAuthModule.forFeature({ account, sdks: [Class] })`. For the
 * default account the class is enough: `constructor(private readonly words: WordsApi)`.
 *
 * @param account Default `'default'`.
 */
export const InjectAsposeSdk = (sdk: AsposeSdkClass, account?: string): PropertyDecorator & ParameterDecorator =>
  Inject(getAsposeSdkToken(sdk, account));

/** @internal The resolved settings. */
export const ASPOSE_AUTH_SETTINGS = 'ASPOSE_AUTH_SETTINGS';
/** @internal The clock; tests override it. */
export const ASPOSE_AUTH_CLOCK = 'ASPOSE_AUTH_CLOCK';

/**
 * Injection token of an account's client; override it to mock the client in a test.
 *
 * @param account Default `'default'`, whose token is the class `AsposeClient`.
 */
export function getAsposeClientToken(account: string = DEFAULT_ACCOUNT): InjectionToken {
  return account === DEFAULT_ACCOUNT ? AsposeClient : `ASPOSE_CLIENT_${account}`;
}

/**
 * Injection token of an account's token service.
 *
 * @param account Default `'default'`, whose token is the class `AsposeTokenService`.
 */
export function getAsposeTokenServiceToken(account: string = DEFAULT_ACCOUNT): InjectionToken {
  return account === DEFAULT_ACCOUNT ? AsposeTokenService : `ASPOSE_TOKEN_SERVICE_${account}`;
}

/** Two SDKs may have classes of one name (`FileApi`, `StorageApi`), so a name would not tell them apart. */
const sdkTokens = new WeakMap<object, Map<string, symbol>>();

/**
 * Injection token of an official SDK's object for an account.
 *
 * @param account Default `'default'`, whose token is the class itself.
 */
export function getAsposeSdkToken(sdk: AsposeSdkClass, account: string = DEFAULT_ACCOUNT): InjectionToken {
  if (account === DEFAULT_ACCOUNT) return sdk as unknown as InjectionToken;
  const tokens = sdkTokens.get(sdk) ?? new Map<string, symbol>();
  sdkTokens.set(sdk, tokens);
  const token = tokens.get(account) ?? Symbol(`ASPOSE_SDK_${sdk.name}_${account}`);
  tokens.set(account, token);
  return token;
}
