// axios as CommonJS sees it. A file may import this one while the HttpService beside it is typed with the other: Nest 12's
// with that for ES modules, Nest 11's with that for CommonJS. So both are augmented, whichever half of the package is used.
export type {} from './axios-typings.mjs' with { 'resolution-mode': 'import' };
import type { AsposeRequestAuth } from './index.js' with { 'resolution-mode': 'import' };

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Authorisation of this request by nestjs-aspose-auth. Default: the account's token, where the origin is allowed. */
    asposeAuth?: AsposeRequestAuth;
  }
}
