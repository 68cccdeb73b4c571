import type { AxiosAdapter, AxiosError, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { from } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AccountRegistry } from '../accounts/account-registry.js';
import { AsposeAuthError } from '../errors.js';
import { assertAccountOptions } from '../options/validation.js';
import { type AdapterOption, type AxiosCopy, getAxiosCopy } from '../util/axios.js';
import { getLoopbackOptions } from '../util/proxy-rules.js';
import { RequestDeadline } from '../util/request-deadline.js';
import { type Attachment, assertNoConflict, getAttachments, RequestShape, removeAttachment } from './attachments.js';
import { sendAuthorizedRequest, sendUnauthorizedRequest } from './authorized-request.js';
import { selectAdapter, selectAuthorizedAdapter } from './request-adapter.js';
import { closeBody, keepBody, restoreBody } from './request-body.js';
import { type AsposeRequestAuth, REQUEST_AUTH_OPTIONS } from './request-options.js';
import { getRequestOrigin } from './request-origin.js';

/** How requests of an axios instance are authorised. */
export interface AttachOptions {
  /** Account of requests that do not name one. Default: that of an earlier call, otherwise the default account. */
  readonly account?: Account | undefined;
  /** Compared with other applications on the same instance. Default: that of the account alone. */
  readonly shape?: RequestShape | undefined;
  /** True if the application has not started yet. Default false. */
  readonly isStarting?: boolean;
  /** True for the instance of an `AsposeClient`, whose requests without a token follow its rules about proxies. Default false. */
  readonly isOwnClient?: boolean;
}

/**
 * Authorises the requests of an axios instance, once per application however often it is attached. Of several calls with an
 * account, the last one counts.
 *
 * @returns A function that detaches. The interceptor is removed when everyone who attached has detached.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if another application authorises requests of this instance in another way.
 */
export function attachInterceptor(
  axios: AxiosInstance,
  registry: AccountRegistry,
  options: AttachOptions = {},
): () => void {
  const attachments = getAttachments(axios);
  const own =
    attachments.find((attachment) => attachment.registry === registry) ?? addInterceptor(axios, registry, options);
  const user = { account: options.account };
  own.users.push(user);
  own.isStarting &&= options.isStarting === true;
  selectAccount(own);
  return () => {
    const index = own.users.indexOf(user);
    if (index < 0) return;
    own.users.splice(index, 1);
    if (own.users.length > 0) return selectAccount(own);
    removeAttachment(attachments, own); // requests that are under way keep their account
  };
}

function addInterceptor(axios: AxiosInstance, registry: AccountRegistry, options: AttachOptions): Attachment {
  const { account = registry.get(), shape = new RequestShape([account.settings]), isOwnClient = false } = options;
  const attachments = getAttachments(axios);
  const eject = () => axios.interceptors.request.eject(interceptor);
  const attachment: Attachment = { registry, shape, account, users: [], isStarting: true, eject };
  assertNoConflict(attachments, attachment);
  const authorizer = new RequestAuthorizer(axios, attachment, isOwnClient);
  const interceptor = axios.interceptors.request.use(
    (config) => {
      config.adapter = authorizer.wrap(config.adapter);
      keepBody(config);
      return config;
    },
    undefined,
    { synchronous: true },
  );
  attachments.push(attachment);
  return attachment;
}

function selectAccount(attachment: Attachment): void {
  const { account } = attachment.users.filter((user) => user.account).at(-1) ?? {};
  attachment.account = account ?? attachment.registry.get();
}

/** Decides for each request of an axios instance whether it gets a token, and which. */
class RequestAuthorizer {
  #copy: AxiosCopy | undefined;

  constructor(
    private readonly axios: AxiosInstance,
    private readonly attachment: Attachment,
    private readonly isOwnClient: boolean,
  ) {}

  /** Only with the first request: until then the instance may be a mock. */
  get copy(): AxiosCopy {
    this.#copy ??= getAxiosCopy(this.axios);
    return this.#copy;
  }

  /**
   * Wraps the adapter that axios would choose. The adapter and not the interceptor decides whether a request is authorised, because
   * later interceptors can still change where it goes (H-2).
   */
  wrap(option: AdapterOption): AxiosAdapter {
    return (config) => {
      restoreBody(config);
      config.adapter = option; // responses and errors show the caller's own config, which may be sent again
      const response = this.#sendAsConfigured(config, option);
      const { adoptError } = this.copy;
      return adoptError ? response.catch(rethrow(adoptError)) : response;
    };
  }

  #sendAsConfigured(config: InternalAxiosRequestConfig, option: AdapterOption): Promise<AxiosResponse> {
    const { asposeAuth } = config;
    if (asposeAuth === undefined) return this.#send(config, option, this.attachment.account);
    if (asposeAuth === false) return this.#passThrough(config, option);
    return this.#sendWithOptions(config, option, asposeAuth);
  }

  async #sendWithOptions(
    config: InternalAxiosRequestConfig,
    option: AdapterOption,
    asposeAuth: Exclude<AsposeRequestAuth, false>,
  ): Promise<AxiosResponse> {
    const selected = await this.#selectAccount(config, asposeAuth).catch((error: unknown) => {
      closeBody(config);
      throw error;
    });
    if (selected === undefined) return this.#passThrough(config, option);
    return this.#send(config, option, selected.account, selected.deadline);
  }

  /** The account that a request names; `undefined` if another application knows it. */
  async #selectAccount(
    config: InternalAxiosRequestConfig,
    asposeAuth: Exclude<AsposeRequestAuth, false>,
  ): Promise<{ readonly account: Account; readonly deadline?: RequestDeadline } | undefined> {
    assertAccountOptions(asposeAuth, 'asposeAuth', REQUEST_AUTH_OPTIONS);
    const { account: name } = asposeAuth;
    // It may be the name of a tenant that was not found: the default account's token is not for that one.
    if (name === undefined && 'account' in asposeAuth) throw createUndefinedAccountError();
    if (name === undefined) return { account: this.attachment.account };
    if (!this.#isResponsible(config)) return undefined;
    const account = this.attachment.registry.resolve(name);
    if (!(account instanceof Promise)) return { account };
    const deadline = new RequestDeadline(config);
    return { account: await deadline.waitFor(from(account)), deadline };
  }

  /** Of applications that share an instance, the one whose accounts the origin belongs to knows the account. */
  #isResponsible(config: InternalAxiosRequestConfig): boolean {
    if (getAttachments(this.axios).length < 2) return true;
    const origin = getRequestOrigin(config);
    return origin !== undefined && this.attachment.shape.origins.has(origin);
  }

  #send(
    config: InternalAxiosRequestConfig,
    option: AdapterOption,
    account: Account,
    deadline?: RequestDeadline,
  ): Promise<AxiosResponse> {
    const origin = getRequestOrigin(config);
    if (origin === undefined || !shouldAuthorize(account, config, origin)) {
      const explain = origin === undefined ? undefined : explainMissingToken(account, config, origin);
      const response = this.#passThrough(config, option, origin);
      return explain ? response.catch(explain) : response;
    }
    const adapter = selectAuthorizedAdapter(this.copy, option, config, origin);
    return sendAuthorizedRequest({ adapter, config, account, origin }, deadline);
  }

  /** Sends a request without a token, as it would be sent without the interceptor. */
  async #passThrough(
    config: InternalAxiosRequestConfig,
    option: AdapterOption,
    origin?: string,
  ): Promise<AxiosResponse> {
    const adapter = selectAdapter(this.copy, option, config);
    const isDirect = this.isOwnClient && origin !== undefined && typeof option !== 'function';
    const direct = isDirect ? getLoopbackOptions(origin, config) : undefined;
    if (direct === undefined) return sendUnauthorizedRequest(adapter, config);
    const { proxy, httpAgent } = config as { proxy?: unknown; httpAgent?: unknown };
    try {
      return await sendUnauthorizedRequest(adapter, Object.assign(config, direct));
    } finally {
      Object.assign(config, { proxy, httpAgent }); // the caller may send its config again
    }
  }
}

const createUndefinedAccountError = () =>
  new AsposeAuthError('ERR_ASPOSE_CONFIG', 'asposeAuth.account is undefined. Name an account, or leave it out.');

const rethrow = (toOther: (error: unknown) => unknown) => (error: unknown) => {
  throw toOther(error);
};

function shouldAuthorize({ settings }: Account, config: InternalAxiosRequestConfig, origin: string): boolean {
  return settings.allowedOrigins.has(origin) && !settings.anonymous && !hasOwnAuthorization(config);
}

/** Axios turns `auth` into a header. */
const hasOwnAuthorization = ({ headers, auth }: InternalAxiosRequestConfig) =>
  headers.has('Authorization') || Boolean(auth);

/** Says on a 401 that the request had no token because its origin is not allowed; `undefined` if that is not the reason. */
function explainMissingToken(account: Account, config: InternalAxiosRequestConfig, origin: string) {
  const { allowedOrigins, anonymous, name } = account.settings;
  if (allowedOrigins.has(origin) || anonymous || hasOwnAuthorization(config)) return undefined;
  return (error: unknown): never => {
    if ((error as Partial<AxiosError> | undefined)?.response?.status !== 401) throw error;
    const reason = 'origin-not-allowed';
    account.reporter.report({
      type: 'request.replay-skipped',
      account: name,
      origin,
      at: account.manager.clock.now(),
      reason,
    });
    throw Object.assign(error as AxiosError, { asposeAuth: reason });
  };
}
