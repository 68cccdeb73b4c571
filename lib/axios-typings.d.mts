// axios as ES modules see it; the twin of axios-typings.d.cts.
import type { AsposeRequestAuth } from './index.js';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Authorisation of this request by nestjs-aspose-auth. Default: the account's token, where the origin is allowed. */
    asposeAuth?: AsposeRequestAuth;
  }
}
