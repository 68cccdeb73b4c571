import type { ReplaySkipReason } from '../events/events.js';
import { type RetryableRequest, sendWithRetry } from '../http/unauthorized-retry.js';
import { firstValueOrAbort } from '../util/abort.js';
import { CallStreams } from './call-streams.js';
import { PreventedRetryError, runSdkAttempt, type SdkCall, type SdkResult } from './sdk-attempt.js';

/**
 * Calls a method of an SDK with the account's token. If the API rejects the token, the method is called once more with a new
 * token and the original arguments.
 *
 * @throws AsposeAuthError if there is no token; an error with `status` 401 and `asposeAuth` if the API responded with 401 and
 *   the retry was skipped or failed as well; otherwise the SDK's own error.
 */
export async function callSdkMethod(call: SdkCall): Promise<unknown> {
  const { account, api, method, args } = call;
  if (account.settings.anonymous) return unwrap(await runSdkAttempt(call, args, undefined));
  const streams = new CallStreams(args, account.settings.replayBufferBytes);
  const request = createRetryableRequest(call, streams);
  let hasFailed = true;
  const { result, skipReason } = await sendWithRetry(request)
    .then((sent) => {
      hasFailed = sent.result.failure !== undefined;
      return sent;
    })
    .finally(() => streams.end(hasFailed));
  if (skipReason === undefined) return unwrap(result);
  const { error } = result.failure ?? {};
  const cause = error instanceof PreventedRetryError ? undefined : error;
  throw createUnauthorizedError(`${api.constructor.name}.${method}`, request.origin, skipReason, cause);
}

function createRetryableRequest(call: SdkCall, streams: CallStreams): RetryableRequest<SdkResult> {
  const { account } = call;
  let args = streams.open();
  return {
    account,
    origin: new URL(account.settings.baseUrl).origin,
    waitForToken: (token$) => {
      const controller = new AbortController();
      streams.onError((error) => controller.abort(error));
      return firstValueOrAbort(token$, controller.signal, () => controller.signal.reason as Error);
    },
    send: (token) => runSdkAttempt(call, args, token.authorization),
    getStatus: ({ isUnauthorized, failure }) => (isUnauthorized ? 401 : failure ? undefined : 200),
    allowsRetry: () => true, // SDKs do not expose the challenge
    isReplayable: () => streams.areReplayable,
    drainBody: () => {
      args = streams.open();
      return Promise.resolve(() => undefined);
    },
  };
}

function unwrap({ failure, value }: SdkResult): unknown {
  if (failure) throw failure.error;
  return value;
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
