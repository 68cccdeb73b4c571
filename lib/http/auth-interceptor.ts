import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { from } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AccountRegistry } from '../accounts/account-registry.js';
import { AsposeAuthError } from '../errors.js';
import { axiosRoot } from '../util/axios.js';
import { RequestDeadline } from '../util/request-deadline.js';
import { sendAuthorizedRequest, sendUnauthorizedRequest } from './authorized-request.js';
import { keepBody, restoreBody } from './request-body.js';
import { getRequestOrigin, observeFetch } from './request-origin.js';

/**
 * Authorises the requests of an axios instance for an account, once per application however often it is attached.
 *
 * @returns A function that detaches. The interceptor is removed when everyone who attached has detached.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if another application authorises the same origin on this instance.
 */
export function attachInterceptor(axios: AxiosInstance, registry: AccountRegistry, account: Account): () => void {
  const attachments = getAttachments(axios);
  let attachment = attachments.find((other) => other.registry === registry);
  if (attachment) {
    attachment.users += 1;
  } else {
    assertNoConflict(attachments, registry, account);
    const interceptor = axios.interceptors.request.use(
      (config) => {
        if (config.asposeAuth === false) return config;
        config.adapter = createAuthAdapter(registry, account, config.adapter);
        keepBody(config);
        return config;
      },
      undefined,
      { synchronous: true },
    );
    attachment = { registry, account, interceptor, users: 1 };
    attachments.push(attachment);
  }
  const own = attachment;
  let isAttached = true;
  return () => {
    if (!isAttached) return;
    isAttached = false;
    own.users -= 1;
    if (own.users > 0) return;
    axios.interceptors.request.eject(own.interceptor);
    attachments.splice(attachments.indexOf(own), 1);
  };
}

type AdapterOption = InternalAxiosRequestConfig['adapter'];

/**
 * Wraps the adapter that axios would choose. The adapter and not the interceptor decides whether a request is authorised, because
 * later interceptors can still change where it goes (H-2).
 */
function createAuthAdapter(registry: AccountRegistry, defaultAccount: Account, option: AdapterOption): AxiosAdapter {
  const send = (
    config: InternalAxiosRequestConfig,
    account: Account,
    deadline?: RequestDeadline,
  ): Promise<AxiosResponse> => {
    const origin = getRequestOrigin(config);
    const adapter = selectAdapter(option, config);
    if (origin === undefined || !shouldAuthorize(account, config, origin))
      return sendUnauthorizedRequest(adapter, config);
    return sendAuthorizedRequest({ adapter, config, account, origin }, deadline);
  };
  const sendForAccount = async (config: InternalAxiosRequestConfig, name: string) => {
    const account = registry.resolve(name);
    if (!(account instanceof Promise)) return send(config, account);
    const deadline = new RequestDeadline(config);
    return send(config, await deadline.waitFor(from(account)), deadline);
  };
  return (config) => {
    restoreBody(config);
    config.adapter = option; // responses and errors show the caller's own config, which may be sent again
    const name = (config.asposeAuth || undefined)?.account;
    return name === undefined ? send(config, defaultAccount) : sendForAccount(config, name);
  };
}

function shouldAuthorize({ settings }: Account, config: InternalAxiosRequestConfig, origin: string): boolean {
  const { headers, auth } = config;
  const hasOwnAuthorization = headers.has('Authorization') || Boolean(auth); // axios turns `auth` into a header
  return settings.allowedOrigins.has(origin) && !settings.anonymous && !hasOwnAuthorization;
}

/** The adapter of nearly every request. */
const httpAdapter = axiosRoot.getAdapter('http');

/** The adapter that axios would choose; in the case of `fetch` one that reports redirects. */
function selectAdapter(option: AdapterOption, config: InternalAxiosRequestConfig): AxiosAdapter {
  if (typeof option === 'function') return option;
  const getAdapter = axiosRoot.getAdapter as (option: AdapterOption, config: object) => AxiosAdapter;
  const requested = option ?? axiosRoot.defaults.adapter;
  const adapter = getAdapter(requested, config);
  return adapter === httpAdapter ? adapter : getAdapter(requested, observeFetch(config));
}

/** One application's interceptor on one axios instance. */
interface Attachment {
  /** Identifies the application. */
  readonly registry: AccountRegistry;
  readonly account: Account;
  readonly interceptor: number;
  /** Calls of `attach` that have not been undone. */
  users: number;
}

/** By axios instance. Shared by the process, because several applications and copies of this package may use an instance. */
const ATTACHMENTS = Symbol.for('nestjs-aspose-auth.attachments');

/** The attachments of an axios instance. The array is live. */
export function getAttachments(axios: AxiosInstance): Attachment[] {
  const shared = globalThis as { [ATTACHMENTS]?: WeakMap<AxiosInstance, Attachment[]> };
  shared[ATTACHMENTS] ??= new WeakMap();
  const attachments = shared[ATTACHMENTS].get(axios) ?? [];
  shared[ATTACHMENTS].set(axios, attachments);
  return attachments;
}

function assertNoConflict(attachments: readonly Attachment[], registry: AccountRegistry, account: Account): void {
  const conflict = attachments.find((other) => other.registry !== registry && isConflict(other.account, account));
  if (conflict === undefined) return;
  const origins = [...account.settings.allowedOrigins].join(', ');
  const text = `Two applications in this process authorise ${origins} with different client ids on the same axios instance. A bare HttpModule uses the process-wide instance. Import HttpModule.register({}) instead of HttpModule, so that each application has its own.`;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: account.settings.name });
}

/** True if one origin would get tokens of different clients. */
function isConflict({ settings: a }: Account, { settings: b }: Account): boolean {
  const isSameClient = a.clientId === b.clientId && a.tokenUrl === b.tokenUrl;
  return !isSameClient && [...a.allowedOrigins].some((origin) => b.allowedOrigins.has(origin));
}
