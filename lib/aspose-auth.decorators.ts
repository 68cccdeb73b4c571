import { Inject } from '@nestjs/common';
import { getAsposeClientToken, getAsposeTokenServiceToken } from './aspose-auth.tokens.js';

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
