import { Inject } from '@nestjs/common';
import { getAsposeClientToken, getAsposeSdkToken, getAsposeTokenServiceToken } from './aspose-auth.tokens.js';
import type { AsposeSdkClass } from './sdk/sdk-type.js';

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
