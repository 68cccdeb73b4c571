import type { CreateAxiosDefaults } from 'axios';
import type { AsposeTokenStore } from './token-store.js';

/** A token request that a {@link ClientAuthentication} function can change before it is sent. */
export interface TokenRequest {
  /** The token endpoint. */
  readonly tokenUrl: string;
  /** Client id of the account. */
  readonly clientId: string;
  /** Form body: `grant_type` and the parameters of the options, no credentials. */
  readonly body: URLSearchParams;
  /** Headers by lower-case name. */
  readonly headers: Record<string, string>;
}

/**
 * How the client authenticates at the token endpoint (RFC 6749 §2.3).
 *
 * - `'post'`: `client_id` and `client_secret` in the form body, as Aspose Cloud documents.
 * - `'basic'`: HTTP Basic with form-encoded values (RFC 6749 §2.3.1, appendix B).
 * - a function, called for each attempt: adds an assertion (RFC 7523), or nothing (mTLS, RFC 8705). No secret is needed.
 *
 * @default 'post'
 * @see docs/client-authentication.md
 */
export type ClientAuthentication = 'post' | 'basic' | ((request: TokenRequest) => void | Promise<void>);

/** A secret, or a function that returns it. The function is called for every token request, so that a rotated secret is used without a restart. */
export type ClientSecret = string | (() => string | Promise<string>);

/** Options of one account: its credentials, and where its token is sent. */
export interface AsposeAccountOptions {
  /** Client id of the application at https://dashboard.aspose.cloud/applications. Required. Environment: `ASPOSE_CLIENT_ID`. */
  clientId?: string;
  /** Client secret of the application. Required. Environment: `ASPOSE_CLIENT_SECRET`, or `ASPOSE_CLIENT_SECRET_FILE` with the path of a file. */
  clientSecret?: ClientSecret;
  /**
   * Address of the API; `baseURL` of `AsposeClient`. Environment: `ASPOSE_BASE_URL`.
   *
   * @default 'https://api.aspose.cloud'
   */
  baseUrl?: string;
  /**
   * Address of the token endpoint. Environment: `ASPOSE_TOKEN_URL`.
   *
   * @default Origin of `baseUrl` + `/connect/token`
   */
  tokenUrl?: string;
  /**
   * Further origins that the token is sent to. That of `baseUrl` is always allowed; no other is. Environment:
   * `ASPOSE_ALLOWED_ORIGINS`, comma-separated.
   *
   * @default none
   */
  allowedOrigins?: readonly string[];
  /**
   * If true, plain http to other machines is allowed, with a warning: everyone on the way can read secret and token. For containers
   * in your own network. Not needed for loopback addresses, nor if `anonymous`. Environment: `ASPOSE_ALLOW_INSECURE_HTTP`.
   *
   * @default false
   */
  allowInsecureHttp?: boolean;
  /**
   * Name of the storage, added to each authorised request as query parameter `storage`. Environment: `ASPOSE_STORAGE_NAME`.
   *
   * @default none
   */
  storage?: string;
  /**
   * How the client authenticates at the token endpoint.
   *
   * @default 'post'
   */
  clientAuthentication?: ClientAuthentication;
  /**
   * Requested scopes, separated by spaces (RFC 6749 §3.3).
   *
   * @default none, as Aspose Cloud expects
   */
  scope?: string;
  /**
   * Absolute URIs of the resources that the token is for (RFC 8707).
   *
   * @default none
   */
  resource?: string | readonly string[];
  /**
   * Additional form parameters of the token request.
   *
   * @default none
   */
  extraParameters?: Readonly<Record<string, string>>;
  /**
   * Timeout of one token request, in milliseconds. Environment: `ASPOSE_TOKEN_TIMEOUT_MS`.
   *
   * @default 10_000
   */
  tokenTimeoutMs?: number;
  /**
   * Deadline for a token over all attempts, in milliseconds.
   *
   * @default 30_000
   */
  tokenDeadlineMs?: number;
  /**
   * How many bytes of a one-shot request body (a stream, an async iterable, a form of the package `form-data`) are kept in memory
   * until the API has responded, so that the body can be sent again after a 401. 0 keeps nothing.
   *
   * @default 1_048_576
   */
  replayBufferBytes?: number;
  /**
   * If true, no token is requested or sent. For self-hosted containers without credentials. Environment: `ASPOSE_ANONYMOUS`.
   *
   * @default false
   */
  anonymous?: boolean;
  /**
   * Axios defaults of `AsposeClient`. `proxy`, `httpAgent`, `httpsAgent`, `family`, `lookup` and `insecureHTTPParser` also apply to
   * the token request.
   *
   * @default none
   */
  http?: CreateAxiosDefaults;
}

/**
 * Finds the options of an account by name, at run time. Concurrent calls for one name share one answer. Options that it leaves out,
 * credentials apart, are those of the default account. Return `undefined` if there is no such account.
 */
export type AccountResolver = (
  name: string,
) => AsposeAccountOptions | undefined | null | Promise<AsposeAccountOptions | undefined | null>;

/** Options of `AsposeAuthModule.forRoot()`. An option that is left out is read from `ConfigService`, then from the environment. */
export interface AsposeAuthModuleOptions extends AsposeAccountOptions {
  /**
   * Which `HttpService`s are authorised: `'discover'` attaches to all of the application on init, `'none'` to none.
   *
   * @default 'discover'
   * @see AsposeAuthorizer
   */
  attach?: 'discover' | 'none';
  /**
   * If true, one token is requested at start, so that the application does not start with wrong credentials. In a crash loop, each
   * start sends one rejected request, and the fifth in ten minutes locks the credentials out unless a `store` remembers them.
   * Environment: `ASPOSE_VERIFY_ON_BOOT`.
   *
   * @default false
   */
  verifyOnBoot?: boolean;
  /**
   * Additional accounts by name. Options that one leaves out are read from the account's own variables (`{ reports: {} }` reads
   * `ASPOSE_REPORTS_CLIENT_ID`, …); credentials apart, the rest are those of the default account.
   *
   * @default none
   */
  accounts?: Readonly<Record<string, AsposeAccountOptions>>;
  /**
   * Called at run time for an account that is not in `accounts`.
   *
   * @default none
   */
  accountResolver?: AccountResolver;
  /**
   * Maximum number of accounts of `accountResolver` that are cached. The least recently used are evicted; they are resolved again for their next use.
   *
   * @default 1_000
   */
  maxAccounts?: number;
  /**
   * Where processes share tokens: a `RedisTokenStore`, Nest's `Cache` or a `Keyv`.
   *
   * @default none: each process has its own tokens, in memory
   */
  store?: AsposeTokenStore;
  /**
   * Transport of `AsposeClient`. `'undici'` takes about 0.4 of the time of a call under load, and needs the package `undici`.
   *
   * @default axios' own
   */
  transport?: 'undici';
  /**
   * If true, the module is global: import it once.
   *
   * @default true
   */
  isGlobal?: boolean;
}
