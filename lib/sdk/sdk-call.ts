import type { Account } from '../accounts/account.js';
import { type Carrier, sendAuthorized } from '../http/send-authorized.js';
import { firstValue } from '../token/first-value.js';
import { canBeSentAgain, sentAgain, streamsIn } from './call-arguments.js';
import { callView } from './call-view.js';
import { ConcealedHeader } from './concealed-header.js';
import type { SdkRequestOptions } from './request-helper.js';
import { scrubAnswer } from './scrub-answer.js';
import { unauthorizedError } from './unauthorized-error.js';
import { watchRequest } from './watched-request.js';

/** One call of a method of an SDK object. */
export interface SdkCall {
  readonly account: Account;
  readonly api: object;
  /** Holds the SDK's own methods. */
  readonly methods: object;
  readonly method: string;
  readonly args: readonly unknown[];
}

/** How one attempt ended. */
interface Outcome {
  readonly isUnauthorized: boolean;
  readonly value?: unknown;
  readonly failure?: { readonly error: unknown };
}

/** Ends the SDK's own attempt to replay: it would send what is left of the body, to an address encoded twice. */
class AttemptEnded extends Error {
  override readonly name = 'AttemptEnded';
}

/** The origin of a request; SDKs of all kinds name its address one way or the other. */
function assertAllowed({ account, api, method }: SdkCall, { uri, url }: SdkRequestOptions): void {
  const address = String(uri ?? url);
  const { allowedOrigins } = account.settings;
  if (URL.canParse(address) && allowedOrigins.has(new URL(address).origin)) return;
  throw new Error(
    `${api.constructor.name}.${method}: the address of its request is not of an allowed origin (${[...allowedOrigins].join(', ')}), so it gets no token. Set baseUrl or allowedOrigins of account "${account.settings.name}", not the SDK's own configuration.`,
  );
}

/** Runs the method once, with the token. */
async function attempt(call: SdkCall, args: readonly unknown[], authorization: string | undefined): Promise<Outcome> {
  let status: number | undefined;
  let misled: { error: unknown } | undefined;
  const authorize = (options: SdkRequestOptions): void => {
    if (status === 401) throw new AttemptEnded();
    if (authorization === undefined) return;
    try {
      assertAllowed(call, options);
    } catch (error) {
      misled = { error };
      throw error;
    }
    options.headers = { ...options.headers, Authorization: new ConcealedHeader(authorization) };
    watchRequest(options, authorization, (seen) => {
      status = seen;
    });
  };
  const unauthorized = (): void => {
    status = 401;
  };
  const view = callView(call.api, call.methods, { authorize, unauthorized });
  const method = Reflect.get(call.methods, call.method) as (...values: readonly unknown[]) => unknown;
  try {
    const value = await method.apply(view, [...args]);
    if (authorization) scrubAnswer(value, authorization);
    return { isUnauthorized: false, value };
  } catch (error) {
    if (authorization) scrubAnswer(error, authorization);
    return { isUnauthorized: status === 401 || isUnauthorizedError(error), failure: misled ?? { error } };
  }
}

/** For SDKs whose HTTP library cannot be watched. */
function isUnauthorizedError(error: unknown): boolean {
  const { status, statusCode, code } = (error ?? {}) as { status?: unknown; statusCode?: unknown; code?: unknown };
  return [status, statusCode, code].includes(401);
}

function carrierOf(call: SdkCall): Carrier<Outcome> {
  const { account, args } = call;
  let next = args;
  return {
    account,
    origin: new URL(account.settings.baseUrl).origin,
    wait: (token$) => {
      const broken = new AbortController();
      // A stream that fails while nobody reads it yet would end the process.
      for (const stream of streamsIn(args)) stream.once('error', (error) => broken.abort(error));
      return firstValue(token$, broken.signal, () => broken.signal.reason as Error);
    },
    send: (token) => attempt(call, next, token.authorization),
    statusOf: ({ isUnauthorized, failure }) => (isUnauthorized ? 401 : failure ? undefined : 200),
    isTokenProblem: () => true, // SDKs do not hand out the challenge
    isReplayable: () => canBeSentAgain(args),
    setAside: () => {
      next = sentAgain(args);
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
  if (account.settings.anonymous) return end(await attempt(call, args, undefined));
  const carrier = carrierOf(call);
  const { outcome, refusal } = await sendAuthorized(carrier);
  if (refusal === undefined) return end(outcome);
  const { error } = outcome.failure ?? {};
  const cause = error instanceof AttemptEnded ? undefined : error;
  throw unauthorizedError(`${api.constructor.name}.${method}`, carrier.origin, refusal, cause);
}

function end({ failure, value }: Outcome): unknown {
  if (failure) throw failure.error;
  return value;
}
