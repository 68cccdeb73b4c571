import type { AccountSettings } from '../config/settings.js';
import type { AsposeAuthError } from '../errors.js';
import { AccessToken } from './access-token.js';
import type { Asked } from './ask-endpoint.js';
import { bounded, TIMED_OUT } from './bounded.js';
import type { Clock } from './clock.js';
import { guardedAsk } from './guarded-ask.js';
import { readSecret } from './read-secret.js';
import type { SendTokenRequest } from './token-endpoint.js';
import { errorOf } from './token-errors.js';
import { lifeOf } from './token-life.js';

/** A token as it was granted. Times are the clock's milliseconds. */
export interface Grant {
  readonly value: string;
  readonly sentAt: number;
  readonly latencyMs: number;
  /** 0 where the answer's `expires_in` is no life: for those who wait, not to be kept. */
  readonly lifeMs: number;
}

/** A grant as the token that callers get. */
export function tokenOf({ value, sentAt, lifeMs }: Grant): AccessToken {
  return new AccessToken(value, sentAt, sentAt + lifeMs);
}

/** What a flight needs from outside. */
export interface FlightTools {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly send: SendTokenRequest;
}

/** Pause before the second attempt, doubled before the third; jittered down to half. */
const FIRST_PAUSE_MS = 200;

function grantOf({ answer, sentAt, answeredAt }: Asked): Grant | undefined {
  if (answer.kind !== 'granted') return undefined;
  const { token, expiresIn } = answer;
  return { value: token, sentAt, latencyMs: answeredAt - sentAt, lifeMs: lifeOf(expiresIn, token) };
}

/**
 * One flight: everything between "a token is needed" and a grant or an error that all its callers share.
 *
 * 1. The secret is read for every request.
 * 2. Refused credentials: the secret is read once more; if it has changed the request is repeated with it, else it ends.
 * 3. No answer, 408 or 5xx without `Retry-After`: repeated after a jittered pause, `attempts` times in all.
 * 4. Anything else ends the flight, and so does the account's deadline.
 *
 * @param onSend Called with the number of each request that leaves.
 * @throws AsposeAuthError, or the reason of `signal`.
 */
export async function fly(
  settings: AccountSettings,
  tools: FlightTools,
  attempts: number,
  signal: AbortSignal,
  onSend: (attempt: number) => void,
): Promise<Grant> {
  let lastError: AsposeAuthError | undefined;
  const run = async (within: AbortSignal): Promise<Grant> => {
    let secret = await readSecret(settings);
    let mayReread = settings.secret?.rotates === true;
    for (let attempt = 1; ; attempt += 1) {
      const asked = await guardedAsk(settings, tools, secret, within, () => {
        onSend(attempt);
      });
      const grant = grantOf(asked);
      if (grant !== undefined) return grant;
      const { answer } = asked;
      if (answer.kind === 'granted') continue;
      lastError = errorOf(answer, settings);
      if (answer.kind === 'refused' && mayReread) {
        mayReread = false;
        const fresh = await readSecret(settings);
        if (fresh === secret) throw lastError;
        secret = fresh;
        continue;
      }
      const isTransient = answer.kind === 'unavailable' && answer.retryAfterMs === undefined;
      if (!isTransient || attempt >= attempts) throw lastError;
      await pause(tools, FIRST_PAUSE_MS * 2 ** (attempt - 1), within);
    }
  };
  try {
    return await bounded(tools.clock, settings.tokenDeadlineMs, signal, run);
  } catch (error) {
    if (error !== TIMED_OUT) throw error;
    const reason = `no token within ${settings.tokenDeadlineMs} ms (tokenDeadlineMs)`;
    throw lastError ?? errorOf({ kind: 'unavailable', reason }, settings);
  }
}

function pause({ clock, random }: FlightTools, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = clock.after(ms * (0.5 + random() / 2), () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
