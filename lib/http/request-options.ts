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

declare module 'axios' {
  interface AxiosRequestConfig {
    /** Authorisation of this request by nestjs-aspose-auth. Default: the account's token, where the origin is allowed. */
    asposeAuth?: AsposeRequestAuth;
  }
  interface AxiosError {
    /** Why a 401 was not cured with another token. */
    asposeAuth?: 'body-not-replayable' | 'already-replayed' | 'same-token' | 'not-a-token-problem' | 'rejecting';
  }
}
