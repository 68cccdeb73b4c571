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

function reasonOf(error: unknown, { tokenTimeoutMs }: AccountSettings, hasSent: boolean): string {
  if (error === TIMED_OUT) {
    const who = hasSent ? 'it' : 'the clientAuthentication function';
    return `${who} did not answer within ${tokenTimeoutMs} ms (tokenTimeoutMs)`;
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no connection';
  return code === 'ERR_BAD_RESPONSE' ? 'its answer broke off, or is far too large' : `the request failed (${code})`;
}

/**
 * Sends one token request and reads its reply. No reply is an answer too: `unavailable`. The error beneath is not passed
 * on, because axios' errors hold the request's body, and so the secret.
 *
 * @param onSend Called when the request is built and leaves.
 * @throws The reason of `signal`, once it is aborted; or the error of a `clientAuthentication` function that fails.
 */
export async function askEndpoint(
  settings: AccountSettings,
  tools: { readonly clock: Clock; readonly send: SendTokenRequest },
  secret: string | undefined,
  signal: AbortSignal,
  onSend: () => void,
): Promise<Asked> {
  const { clock, send } = tools;
  let sentAt = clock.now();
  let hasSent = false;
  let answer: TokenAnswer;
  try {
    const reply = await bounded(clock, settings.tokenTimeoutMs, signal, async (attempt) => {
      const request = await buildTokenRequest(settings, secret);
      attempt.throwIfAborted();
      hasSent = true;
      onSend();
      sentAt = clock.now();
      return send(request, attempt);
    });
    answer = readTokenReply(reply, clock.now());
  } catch (error) {
    if (signal.aborted || AsposeAuthError.is(error)) throw error;
    answer = { kind: 'unavailable', reason: reasonOf(error, settings, hasSent) };
  }
  return { answer, sentAt, answeredAt: clock.now() };
}
