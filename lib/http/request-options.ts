import type { ReplayRefusal } from '../observe/events.js';

// One of the two describes the axios that a file imports, the other the one that its HttpService is made of: beside
// CommonJS files or Nest 11 these differ. Both stand in the declarations of both builds.
export type {} from './axios-typings.cjs' with { 'resolution-mode': 'require' };
export type {} from './axios-typings.mjs' with { 'resolution-mode': 'import' };

/** What a request may say of its own authorisation, as `asposeAuth` in its axios config; `false` keeps the token away. */
export type AsposeRequestAuth =
  | false
  | {
      /** Account whose token is sent. Default: that of the client, else `'default'`. */
      account?: string;
      /** Query parameter `storage` of this request. Default: the account's. */
      storage?: string;
      /** Query parameter `AppSid` of this request. Default: none. */
      appSid?: string;
    };

/** What this package adds to the config of a request. */
export interface AsposeRequestConfig {
  /** Authorisation of this request by nestjs-aspose-auth. Default: the account's token, where the origin is allowed. */
  asposeAuth?: AsposeRequestAuth;
}

declare global {
  // AxiosError itself cannot be extended for CommonJS, whose typings declare the class outside of what they export.
  interface Error {
    /** On an `AxiosError` with status 401: why nestjs-aspose-auth did not cure it with another token. */
    asposeAuth?: ReplayRefusal;
  }
}
