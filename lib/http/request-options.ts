import type { ReplayRefusal } from '../observe/events.js';

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

declare global {
  // AxiosError itself cannot be extended for CommonJS, whose typings declare the class outside of what they export.
  interface Error {
    /** On an `AxiosError` with status 401: why nestjs-aspose-auth did not cure it with another token. */
    asposeAuth?: ReplayRefusal;
  }
}
