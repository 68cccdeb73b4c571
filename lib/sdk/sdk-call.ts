import type { ReplaySkipReason } from '../events/events.js';
import { type RetryableRequest, sendWithRetry } from '../http/unauthorized-retry.js';
import { firstValueOrAbort } from '../util/abort.js';
import { canBeSentAgain, sentAgain, streamsIn } from './call-streams.js';
import { AttemptEnded, type Outcome, type SdkCall, sdkAttempt } from './sdk-attempt.js';

function carrierOf(call: SdkCall): RetryableRequest<Outcome> {
  const { account, args } = call;
  const streams = streamsIn(args);
  const isReplayable = canBeSentAgain(streams); // of a stream that the SDK has read nothing can be told any more
  let next = args;
  return {
    account,
    origin: new URL(account.settings.baseUrl).origin,
    waitForToken: (token$) => {
      const broken = new AbortController();
      // A stream that fails while nobody reads it yet would end the process.
      for (const stream of next === args ? streams : streamsIn(next)) {
        stream.once('error', (error) => broken.abort(error));
      }
      return firstValueOrAbort(token$, broken.signal, () => broken.signal.reason as Error);
    },
    send: (token) => sdkAttempt(call, next, token.authorization),
    getStatus: ({ isUnauthorized, failure }) => (isUnauthorized ? 401 : failure ? undefined : 200),
    allowsRetry: () => true, // SDKs do not hand out the challenge
    isReplayable: () => isReplayable,
    drainBody: () => {
      next = streams.length > 0 ? sentAgain(args) : args;
      return Promise.resolve(() => undefined);
    },
  };
}

/**
 * Calls a method of an SDK with the account's token; and once more, from its first argument on, where the API refuses it.
 *
 * @throws AsposeAuthError where there is no token; whatever the SDK throws; an error with `status` 401 and `asposeAuth` where a
 *   401 could not be cured.
 */
export async function sdkCall(call: SdkCall): Promise<unknown> {
  const { account, api, method, args } = call;
  if (account.settings.anonymous) return end(await sdkAttempt(call, args, undefined));
  const carrier = carrierOf(call);
  const { result, skipReason } = await sendWithRetry(carrier);
  if (skipReason === undefined) return end(result);
  const { error } = result.failure ?? {};
  const cause = error instanceof AttemptEnded ? undefined : error;
  throw unauthorizedError(`${api.constructor.name}.${method}`, carrier.origin, skipReason, cause);
}

function end({ failure, value }: Outcome): unknown {
  if (failure) throw failure.error;
  return value;
}

const WHY: Readonly<Record<ReplaySkipReason, string>> = {
  'body-not-replayable':
    'and what was to be sent is a stream that cannot be read a second time. Call again with a new stream, or pass a Buffer or fs.createReadStream(path), which are sent again by themselves.',
  'already-replayed':
    'and another token after it. Check what the application may do in the dashboard, and the baseUrl.',
  'same-token': 'and the token endpoint has no other. Check that baseUrl and tokenUrl belong together.',
  'not-a-token-problem': 'for a reason that another token would not cure.',
  rejecting:
    'as it did the tokens before it, so that no other is asked for at the moment. Check that baseUrl and tokenUrl belong together, and the API.',
};

/** What a caller of an SDK gets for a 401 that was not cured: the SDKs' own errors do not say what happened. */
export function unauthorizedError(call: string, origin: string, refusal: ReplaySkipReason, cause: unknown): Error {
  const error = new Error(`${call}: ${new URL(origin).host} refused the token (401), ${WHY[refusal]}`, { cause });
  return Object.assign(error, { status: 401, asposeAuth: refusal });
}
