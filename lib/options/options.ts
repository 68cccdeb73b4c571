import type { CreateAxiosDefaults } from 'axios';
import type { AsposeTokenStore } from './token-store.js';

/** What a {@link ClientAuthentication} function may look at and change before a token request is sent. */
export interface TokenRequest {
  /** Token endpoint that the request goes to. */
  readonly tokenUrl: string;
  /** Client id of the account. */
  readonly clientId: string;
  /** Form body; holds `grant_type` and the options' parameters, no credentials. */
  readonly body: URLSearchParams;
  /** Headers by lower-case name. */
  readonly headers: Record<string, string>;
}

/**
 * How the client proves who it is (RFC 6749 §2.3).
 *
 * - `'post'`: `client_id` and `client_secret` in the form body, as Aspose Cloud documents. The default.
 * - `'basic'`: HTTP Basic, both values form-encoded first (RFC 6749 §2.3.1, appendix B).
 * - a function, called for each attempt: add an assertion (RFC 7523) or nothing (mTLS, RFC 8705). No secret is needed then.
 */
export type ClientAuthentication = 'post' | 'basic' | ((request: TokenRequest) => void | Promise<void>);

/** A secret, or where to get it: asked for every token request, so that a rotated secret is picked up at once. */
export type ClientSecret = string | (() => string | Promise<string>);

/** What belongs to one account: one set of credentials and the places where its token may go. */
export interface AsposeAccountOptions {
  /** Client id of the application at https://dashboard.aspose.cloud/applications. Environment: `ASPOSE_CLIENT_ID`. Required. */
  clientId?: string;
  /** Client secret beside it. Environment: `ASPOSE_CLIENT_SECRET`, or a file named by `ASPOSE_CLIENT_SECRET_FILE`. Required. */
  clientSecret?: ClientSecret;
  /** Where the API lives; preset as `baseURL` of `AsposeClient`. Environment: `ASPOSE_BASE_URL`. Default `https://api.aspose.cloud`. */
  baseUrl?: string;
  /** Token endpoint. Environment: `ASPOSE_TOKEN_URL`. Default: origin of `baseUrl` + `/connect/token`. */
  tokenUrl?: string;
  /** Origins that get the token; no other ever does. Environment: `ASPOSE_ALLOWED_ORIGINS`. Default: origin of `baseUrl`. */
  allowedOrigins?: readonly string[];
  /** Storage added to each authorised request as query parameter `storage`. Environment: `ASPOSE_STORAGE_NAME`. Default: none. */
  storage?: string;
  /** How the client proves who it is. Default `'post'`. */
  clientAuthentication?: ClientAuthentication;
  /** Scopes to ask for, separated by spaces (RFC 6749 §3.3). Default: none, which is what Aspose Cloud expects. */
  scope?: string;
  /** Resources the token is for (RFC 8707), one or several. Default: none. */
  resource?: string | readonly string[];
  /** Further form parameters of the token request. Default: none. */
  extraParameters?: Readonly<Record<string, string>>;
  /** Longest wait for one token request, in milliseconds. Environment: `ASPOSE_TOKEN_TIMEOUT_MS`. Default 10 000. */
  tokenTimeoutMs?: number;
  /** Longest wait for a token over all attempts, in milliseconds. Default 30 000. */
  tokenDeadlineMs?: number;
  /** True for a self-hosted container without credentials: no token is asked for or sent. Environment: `ASPOSE_ANONYMOUS`. Default `false`. */
  anonymous?: boolean;
  /**
   * Axios defaults for `AsposeClient`. Of them `proxy`, `httpAgent`, `httpsAgent`, `family`, `lookup` and `insecureHTTPParser` hold for
   * the token request, too. Default: none.
   */
  http?: CreateAxiosDefaults;
}

/** Finds an account by its name; concurrent askers share one answer. What it leaves out is taken from the default account. */
export type AccountResolver = (
  name: string,
) => AsposeAccountOptions | undefined | null | Promise<AsposeAccountOptions | undefined | null>;

/** Options of `AsposeAuthModule.forRoot()`. Whatever is left out is read from `ConfigService`, then the environment. */
export interface AsposeAuthModuleOptions extends AsposeAccountOptions {
  /** Which `HttpService`s are authorised: `'discover'` finds every one of the application on init, `'none'` leaves it to you. Default `'discover'`. */
  attach?: 'discover' | 'none';
  /** True asks for one token at start, so that wrong credentials stop the boot. Environment: `ASPOSE_VERIFY_ON_BOOT`. Default `false`. */
  verifyOnBoot?: boolean;
  /** Further accounts by name. What one leaves out, credentials apart, it takes from the default account. Default: none. */
  accounts?: Readonly<Record<string, AsposeAccountOptions>>;
  /** Asked at run time for an account that is not in `accounts`; `undefined` where there is none. Default: none. */
  accountResolver?: AccountResolver;
  /** Most accounts of `accountResolver` that are kept; the least recently used are dropped, those in use never. Default 1 000. */
  maxAccounts?: number;
  /** Where processes share their tokens: a `RedisTokenStore`, Nest's `Cache`, a `Keyv`. Default: in memory, each process for itself. */
  store?: AsposeTokenStore;
  /** What carries requests of `AsposeClient`: `'undici'` costs about 0.4 of a call under load, and needs the package `undici`. Default: axios' own. */
  transport?: 'undici';
  /** True makes the module global: import it once. Default `true`. */
  isGlobal?: boolean;
}
