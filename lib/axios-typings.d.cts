// The typings of axios for CommonJS. A file may import these while its HttpService is typed with the others: that of Nest 12 with
// those for ES modules, that of Nest 11 with those for CommonJS. So both are augmented, whichever format of the package is used.
export type {} from './axios-typings.mjs' with { 'resolution-mode': 'import' };
import type { AsposeRequestAuth } from './index.js' with { 'resolution-mode': 'import' };

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Authorisation of this request by nestjs-aspose-auth. Default: the token of the client's account, if the origin is allowed. */
    asposeAuth?: AsposeRequestAuth;
  }
}
