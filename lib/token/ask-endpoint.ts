import type { AccountSettings } from '../config/settings.js';
import { AsposeAuthError } from '../errors.js';
import { bounded, TIMED_OUT } from './bounded.js';
import type { Clock } from './clock.js';
import { readTokenReply, type TokenAnswer } from './token-answer.js';
import type { SendTokenRequest } from './token-endpoint.js';
import { buildTokenRequest } from './token-request.js';

/** What one request came to. Times are the clock's milliseconds. */
export interface Asked {
  readonly answer: TokenAnswer;
  readonly sentAt: number;
  readonly answeredAt: number;
}

function reasonOf(error: unknown, { tokenTimeoutMs }: AccountSettings): string {
  if (error === TIMED_OUT) return `it did not answer within ${tokenTimeoutMs} ms (tokenTimeoutMs)`;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no connection';
  return code === 'ERR_BAD_RESPONSE' ? 'its answer broke off, or is far too large' : `the request failed (${code})`;
}

/**
 * Sends one token request and reads its reply. No reply is an answer too: `unavailable`. The error beneath is not passed
 * on, because axios' errors hold the request's body, and so the secret.
 *
 * @throws The reason of `signal`, once it is aborted; or the error of a `clientAuthentication` function that fails.
 */
export async function askEndpoint(
  settings: AccountSettings,
  tools: { readonly clock: Clock; readonly send: SendTokenRequest },
  secret: string | undefined,
  signal: AbortSignal,
): Promise<Asked> {
  const { clock, send } = tools;
  let sentAt = clock.now();
  let answer: TokenAnswer;
  try {
    const reply = await bounded(clock, settings.tokenTimeoutMs, signal, async (attempt) => {
      const request = await buildTokenRequest(settings, secret);
      sentAt = clock.now();
      return send(request, attempt);
    });
    answer = readTokenReply(reply, clock.now());
  } catch (error) {
    if (signal.aborted || AsposeAuthError.is(error)) throw error;
    answer = { kind: 'unavailable', reason: reasonOf(error, settings) };
  }
  return { answer, sentAt, answeredAt: clock.now() };
}
