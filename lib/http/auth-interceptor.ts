import type { AxiosAdapter, AxiosInstance, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { from } from 'rxjs';
import type { Account } from '../accounts/account.js';
import type { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { AsposeAuthError } from '../errors.js';
import { axiosRoot } from '../util/axios.js';
import { sendAuthorizedRequest } from './authorized-request.js';
import { createBody, destroyFactoryBody } from './replayable-body.js';
import { RequestDeadline } from './request-deadline.js';
import { getRequestOrigin, observeFetch } from './request-origin.js';

type AdapterChoice = InternalAxiosRequestConfig['adapter'];

/** The one that nearly every request goes through. */
const nodeHttp = axiosRoot.getAdapter('http');

/** The adapter that axios would choose, and of `fetch` one whose redirects become known. */
function chosenAdapter(choice: AdapterChoice, config: InternalAxiosRequestConfig): AxiosAdapter {
  if (typeof choice === 'function') return choice;
  const choose = axiosRoot.getAdapter as (choice: AdapterChoice, config: object) => AxiosAdapter;
  const wanted = choice ?? axiosRoot.defaults.adapter;
  const chosen = choose(wanted, config);
  return chosen === nodeHttp ? chosen : choose(wanted, observeFetch(config));
}

/** True where the caller brings its own proof: a header, or Basic credentials that axios makes one of. */
function hasOwnAuthorization({ headers, auth }: InternalAxiosRequestConfig): boolean {
  return headers.has('Authorization') || Boolean(auth);
}

/** Whether this request gets the account's token, or is sent as it is. */
function isFor({ settings }: Account, config: InternalAxiosRequestConfig, origin: string): boolean {
  return settings.allowedOrigins.has(origin) && !settings.anonymous && !hasOwnAuthorization(config);
}

/** Without a token. A function as body is ours to call nevertheless: axios knows nothing of it. */
async function asItIs(config: InternalAxiosRequestConfig, choice: AdapterChoice): Promise<AxiosResponse> {
  const { data } = config as { data?: unknown };
  if (typeof data === 'function') config.data = await createBody(data);
  try {
    return await chosenAdapter(choice, config)(config);
  } catch (error) {
    destroyFactoryBody(data, config.data, error);
    throw error;
  }
}

/**
 * The adapter around the one that axios would choose. Who gets a token is decided here and not in the interceptor, because
 * other interceptors may still change where the request goes.
 */
function authorizing(accounts: AsposeAccounts, standard: Account, choice: AdapterChoice): AxiosAdapter {
  const send = (
    config: InternalAxiosRequestConfig,
    account: Account,
    budget?: RequestDeadline,
  ): Promise<AxiosResponse> => {
    const origin = getRequestOrigin(config);
    if (origin === undefined || !isFor(account, config, origin)) return asItIs(config, choice);
    return sendAuthorizedRequest({ adapter: chosenAdapter(choice, config), config, account, origin }, budget);
  };
  const sendFor = async (config: InternalAxiosRequestConfig, name: string) => {
    const account = accounts.reach(name);
    if (!(account instanceof Promise)) return send(config, account);
    const budget = new RequestDeadline(config);
    return send(config, await budget.waitFor(from(account)), budget);
  };
  return (config) => {
    config.adapter = choice; // what callers see in responses and errors, and may send again, is as they wrote it
    const name = (config.asposeAuth || undefined)?.account;
    return name === undefined ? send(config, standard) : sendFor(config, name);
  };
}

/**
 * Authorises an axios instance for an account, once per application however often it is asked.
 *
 * @returns Takes the interceptor off, when the last who attached it has called.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where another application holds the instance for the same origin.
 */
export function attachInterceptor(axios: AxiosInstance, accounts: AsposeAccounts, account: Account): () => void {
  const attachments = getAttachments(axios);
  let attachment = attachments.find(({ owner }) => owner === accounts);
  if (attachment) {
    attachment.users += 1;
  } else {
    assertNoConflict(attachments, accounts, account);
    const wrap = (config: InternalAxiosRequestConfig) => {
      if (config.asposeAuth !== false) config.adapter = authorizing(accounts, account, config.adapter);
      return config;
    };
    const interceptor = axios.interceptors.request.use(wrap, undefined, { synchronous: true });
    attachment = { owner: accounts, account, interceptor, users: 1 };
    attachments.push(attachment);
  }
  const mine = attachment;
  let isAttached = true;
  return () => {
    if (!isAttached) return;
    isAttached = false;
    mine.users -= 1;
    if (mine.users > 0) return;
    axios.interceptors.request.eject(mine.interceptor);
    attachments.splice(attachments.indexOf(mine), 1);
  };
}

/** One application's interceptor on one axios instance. */
export interface Attachment {
  /** The application: its accounts object. */
  readonly owner: object;
  readonly account: Account;
  readonly interceptor: number;
  /** How many have attached and not yet detached. */
  users: number;
}

/** By axios instance, for the whole process: applications may share one, and so may copies of this package. */
const REGISTRY = Symbol.for('nestjs-aspose-auth.attachments');

export function getAttachments(axios: AxiosInstance): Attachment[] {
  const shared = globalThis as { [REGISTRY]?: WeakMap<AxiosInstance, Attachment[]> };
  shared[REGISTRY] ??= new WeakMap();
  const attachments = shared[REGISTRY].get(axios) ?? [];
  shared[REGISTRY].set(axios, attachments);
  return attachments;
}

/** True where one origin would get tokens of different clients. */
function isConflict(a: Account, b: Account): boolean {
  const isSameClient = a.settings.clientId === b.settings.clientId && a.settings.tokenUrl === b.settings.tokenUrl;
  return !isSameClient && [...a.settings.allowedOrigins].some((origin) => b.settings.allowedOrigins.has(origin));
}

/**
 * Refuses to let two applications with different credentials authorise the same origin on the same axios instance.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG`
 */
export function assertNoConflict(attachments: readonly Attachment[], owner: object, account: Account): void {
  const other = attachments.find((one) => one.owner !== owner && isConflict(one.account, account));
  if (other === undefined) return;
  const origins = [...account.settings.allowedOrigins].join(', ');
  const text = `Two applications in this process authorise ${origins} with different client ids on the same axios instance, which is the process-wide one where HttpModule is imported bare. Give each its own: import HttpModule.register({}) instead of HttpModule.`;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: account.settings.name });
}
