import type { Account } from '../accounts/account.js';
import type { ReplaySkipReason } from '../events/events.js';
import { type RetryableRequest, sendWithRetry } from '../http/unauthorized-retry.js';
import { firstValueOrAbort } from '../util/abort.js';
import { CallStreams } from './call-streams.js';
import { getCallName, PreventedRetryError, runSdkAttempt, type SdkCall, type SdkResult } from './sdk-attempt.js';

/** A call of an SDK, as far as it matters for its token. */
export interface SdkRequest {
  readonly account: Account;
  /** For messages, e.g. `WordsApi.getInfo`. */
  readonly name: string;
  readonly args: readonly unknown[];
  /** Makes one attempt. Without `authorization`, as for an anonymous account, no token is sent. */
  send(args: readonly unknown[], authorization: string | undefined): Promise<SdkResult>;
}

/**
 * Calls a method of an SDK with the account's token. If the API rejects the token, the method is called once more with a new
 * token and the original arguments.
 *
 * @throws AsposeAuthError if there is no token; an error with `status` 401 and `asposeAuth` if the API responded with 401 and
 *   the retry was skipped or failed as well; otherwise the SDK's own error.
 */
export async function callSdkMethod(call: SdkCall): Promise<unknown> {
  const { account, args } = call;
  const { value, failure } = await sendSdkRequest({
    account,
    name: getCallName(call),
    args,
    send: (values, authorization) => runSdkAttempt(call, values, authorization),
  });
  if (failure) throw failure.error;
  return value;
}

/**
 * Sends a request of an SDK, and once more if the API rejects the token.
 *
 * @throws AsposeAuthError if there is no token; an error with `status` 401 if the API responded with 401 and the retry was
 *   skipped or failed as well.
 */
export async function sendSdkRequest(request: SdkRequest): Promise<SdkResult> {
  const { settings } = request.account;
  const streams = new CallStreams(request.args, settings.anonymous ? 0 : settings.replayBufferBytes);
  let hasFailed = true;
  try {
    const result = await (settings.anonymous
      ? request.send(streams.open(), undefined)
      : sendAuthorized(request, streams));
    hasFailed = result.failure !== undefined;
    return result;
  } finally {
    streams.end(hasFailed);
  }
}

async function sendAuthorized(request: SdkRequest, streams: CallStreams): Promise<SdkResult> {
  const retryable = createRetryableRequest(request, streams);
  const { result, skipReason } = await sendWithRetry(retryable);
  if (skipReason === undefined) return result;
  const { error } = result.failure ?? {};
  const cause = error instanceof PreventedRetryError ? undefined : error;
  throw createUnauthorizedError(request.name, retryable.origin, skipReason, cause);
}

function createRetryableRequest(request: SdkRequest, streams: CallStreams): RetryableRequest<SdkResult> {
  const { account } = request;
  let args = streams.open();
  return {
    account,
    origin: new URL(account.settings.baseUrl).origin,
    waitForToken: (token$) => {
      const controller = new AbortController();
      streams.onError((error) => controller.abort(error));
      return firstValueOrAbort(token$, controller.signal, () => controller.signal.reason as Error);
    },
    send: (token) => request.send(args, token.authorization),
    getStatus: ({ status }) => status,
    allowsRetry: () => true, // SDKs do not expose the challenge
    isReplayable: () => streams.areReplayable,
    drainBody: () => {
      args = streams.open();
      return Promise.resolve(() => undefined);
    },
  };
}

/** Continuations of "… rejected the token (401)". */
const REASON_TEXTS: Readonly<Record<ReplaySkipReason, string>> = {
  'body-not-replayable':
    ', and more of the stream had been sent than is kept (replayBufferBytes). Call again with a new stream, or pass a Buffer or fs.createReadStream(path), which can always be sent again.',
  'already-replayed':
    ', and then a new token as well. Check the permissions of the application in the dashboard, and baseUrl.',
  'same-token':
    ', and the token endpoint issued the same token again. Check that baseUrl and tokenUrl belong to the same service.',
  'not-a-token-problem': ' for a reason that a new token would not fix. Check the permissions of the application.',
  rejecting:
    ' like the tokens before it, so no new token is requested for now. Check that baseUrl and tokenUrl belong to the same service, and the status of the API.',
};

/** Creates the error for a 401 that was not resolved by a retry. The SDKs' own errors do not explain it. */
export function createUnauthorizedError(
  call: string,
  origin: string,
  skipReason: ReplaySkipReason,
  cause: unknown,
): Error {
  const text = `${call}: ${new URL(origin).host} rejected the token (401)${REASON_TEXTS[skipReason]}`;
  return Object.assign(new Error(text, { cause }), { status: 401, asposeAuth: skipReason });
}
