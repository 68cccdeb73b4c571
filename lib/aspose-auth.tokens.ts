import type { InjectionToken } from '@nestjs/common';
import { DEFAULT_ACCOUNT } from './config/settings.js';
import { AsposeClient } from './http/aspose-client.js';
import type { AsposeSdkClass } from './sdk/sdk-type.js';
import { AsposeTokenService } from './token/aspose-token.service.js';

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
