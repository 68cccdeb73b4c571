// `axios-typings.cjs` adds `asposeAuth` to the request configs of axios, for CommonJS and for ES modules.

export { type AsposeAccount, AsposeAccounts } from './accounts/aspose-accounts.service.js';
export {
  getAsposeClientToken,
  getAsposeSdkToken,
  getAsposeTokenServiceToken,
  InjectAsposeClient,
  InjectAsposeSdk,
  InjectAsposeTokenService,
} from './aspose-auth.decorators.js';
export {
  type AsposeAuthFeatureOptions,
  AsposeAuthModule,
  type AsposeAuthModuleAsyncOptions,
  type AsposeAuthOptionsFactory,
} from './aspose-auth.module.js';
export type {} from './axios-typings.cjs';
export { AsposeAuthError, type AsposeAuthErrorCode, type AsposeAuthErrorDetails } from './errors.js';
export type {
  AsposeAuthEvent,
  ReplaySkipReason,
  RequestReplayed,
  RequestReplaySkipped,
  RequestUnauthorized,
  StoreFailed,
  StoreRecovered,
  TokenAcquired,
  TokenFailed,
  TokenReason,
  TokenRejected,
  TokenRequested,
} from './events/events.js';
export { AsposeAuthorizer } from './http/aspose-authorizer.service.js';
export { AsposeClient } from './http/aspose-client.js';
export type { AsposeRequestAuth } from './http/request-options.js';
export type {
  AccountResolver,
  AsposeAccountOptions,
  AsposeAuthModuleOptions,
  ClientAuthentication,
  ClientSecret,
  TokenRequest,
} from './options/options.js';
export type { AsposeStoredValue, AsposeTokenLease, AsposeTokenStore } from './options/token-store.js';
export type { AsposeSdkClass, AsposeSdkContext, AsposeSdkFactory, AsposeSdkType } from './sdk/sdk-type.js';
export type { JwtClaims } from './token/access-token.js';
export { AccessToken } from './token/access-token.js';
export type { AsposeTokenState } from './token/aspose-token.service.js';
export { AsposeTokenService } from './token/aspose-token.service.js';
