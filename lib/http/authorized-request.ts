import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Observable } from 'rxjs';
import type { Account } from '../accounts/account.js';
import { AsposeAuthError } from '../errors.js';
import { isByteCount } from '../options/validation.js';
import type { AccessToken } from '../token/access-token.js';
import type { RequestDeadline } from '../util/request-deadline.js';
import { AxiosSender, type SenderOptions, type SendResult } from './axios-sender.js';
import { copyConfig, createPinnedConfig } from './pinned-config.js';
import { closeBody } from './request-body.js';
import { addStorageParams } from './request-options.js';
import { type RetryableRequest, sendWithRetry } from './unauthorized-retry.js';
import { allowsRetry } from './www-authenticate.js';

type Config = InternalAxiosRequestConfig;

/** An axios request to an allowed origin. */
export interface AuthorizedRequest {
  readonly adapter: AxiosAdapter;
  readonly config: InternalAxiosRequestConfig;
  readonly account: Account;
  readonly origin: string;
}

/**
 * Sends an axios request with the account's token, and once more with a new token if the API rejects it.
 *
 * @param deadline Of a call that has already waited for its account. Default: a new one.
 */
export async function sendAuthorizedRequest(
  request: AuthorizedRequest,
  deadline?: RequestDeadline,
): Promise<AxiosResponse> {
  const { config, account, origin } = request;
  const {
    storage = account.settings.storage,
    appSid,
    replayBufferBytes = account.settings.replayBufferBytes,
  } = config.asposeAuth || {};
  let sender: RetryableAxiosRequest | undefined;
  try {
    if (!isByteCount(replayBufferBytes)) throw createOptionError(account);
    const pinned = createPinnedConfig(config, origin);
    pinned.params = addStorageParams(config.params, pinned.url, { storage, appSid });
    sender = new RetryableAxiosRequest(request, pinned, { deadline, origin, replayBufferBytes });
    const { result, skipReason } = await sendWithRetry(sender);
    const error = result.failure?.error;
    if (skipReason && typeof error === 'object') Object.assign(error as object, { asposeAuth: skipReason });
    const finished = sender.finish(result);
    return finished instanceof Promise ? await finished : finished;
  } catch (error) {
    if (sender) sender.release();
    else closeBody(config);
    throw error;
  }
}

function createOptionError({ settings }: Account): AsposeAuthError {
  const text = 'asposeAuth.replayBufferBytes of the request must be a whole number of bytes, 0 or more.';
  return new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: settings.name });
}

/** Sends an axios request without a token. axios does not know bodies that a function creates, and async iterables. */
export async function sendUnauthorizedRequest(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
): Promise<AxiosResponse> {
  const { data } = config as { data?: unknown };
  if (typeof data !== 'function' && !needsConversion(data)) return adapter(config);
  const sender = new AxiosSender(adapter, config, copyConfig(config), { replayBufferBytes: 0 });
  try {
    return await sender.finish(await sender.send(undefined));
  } catch (error) {
    sender.release();
    throw error;
  }
}

/** True for a one-shot body that axios' http adapter rejects. */
function needsConversion(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Symbol.asyncIterator in data && !('pipe' in data);
}

/** A class rather than closures: one allocation per request instead of ten (hot path). */
class RetryableAxiosRequest extends AxiosSender implements RetryableRequest<SendResult> {
  readonly account: Account;
  readonly origin: string;

  constructor({ adapter, config, account, origin }: AuthorizedRequest, pinned: Config, options: SenderOptions) {
    super(adapter, config, pinned, options);
    this.account = account;
    this.origin = origin;
  }

  waitForToken(token$: Observable<AccessToken>): Promise<AccessToken> {
    return this.deadline.waitFor(token$);
  }

  getStatus({ response, tokenSent }: SendResult): number | undefined {
    return tokenSent ? response?.status : undefined;
  }

  allowsRetry({ response }: SendResult): boolean {
    return allowsRetry(getChallenges(response?.headers));
  }

  drainBody({ response }: SendResult): Promise<() => void> {
    return this.endAttempt(response);
  }
}

/** The `WWW-Authenticate` field. Other adapters, such as mocks, use any case for its name, or have no headers. */
function getChallenges(headers: object | undefined): string | undefined {
  const fields = Object.entries(headers ?? {}) as [string, string | string[] | undefined][];
  return fields.find(([name]) => name.toLowerCase() === 'www-authenticate')?.[1]?.toString();
}
