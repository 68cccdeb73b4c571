// The typings of axios for ES modules. See axios-typings.d.cts.
import type { AsposeRequestAuth } from './index.js';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Authorisation of this request by nestjs-aspose-auth. Default: the token of the client's account, if the origin is allowed. */
    asposeAuth?: AsposeRequestAuth;
  }
}
