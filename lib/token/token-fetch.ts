import type { AsposeAuthError } from '../errors.js';
import type { AccountSettings } from '../options/settings.js';
import { pause, TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { createPairKey, getPairRecord, mergePairRecord, sendGuarded } from './lockout-guard.js';
import type { PairRecord } from './lockout-policy.js';
import { type Asked, readSecret, type TokenTransport } from './token-endpoint.js';
import { toTokenError } from './token-errors.js';
import { type TokenGrant, toGrant } from './token-grant.js';

/** What a flight needs from outside. */
export interface FetchDependencies {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly send: TokenTransport;
  /** Lets processes share what they are granted; absent where each is by itself. */
  readonly share?: TokenSource;
}

/** What one flight is about. */
export interface FetchOptions {
  readonly attempts: number;
  readonly signal: AbortSignal;
  /** Whether a token that another process got would do. */
  readonly isWanted: (grant: TokenGrant) => boolean;
  /** Called for each request that leaves. */
  readonly onSend: () => void;
}

/** This process' record of the pair, for others to know and to add to. */
function refusalsOf({ tokenUrl, clientId }: AccountSettings, secret: string | undefined, { clock }: FetchDependencies) {
  const key = createPairKey(tokenUrl, clientId, secret);
  return {
    record: () => getPairRecord(key),
    adopt: (record: PairRecord) => {
      mergePairRecord(key, record, clock.now());
    },
  };
}

/** Pause before the second attempt, doubled before the third; jittered down to half. */
const FIRST_PAUSE_MS = 200;

/**
 * One flight: everything between "a token is needed" and a grant or an error that all its callers share.
 *
 * 1. The secret is read for every request.
 * 2. Refused credentials: the secret is read once more; if it has changed the request is repeated with it, else it ends.
 * 3. No answer, 408 or 5xx without `Retry-After`: repeated after a jittered pause, `attempts` times in all.
 * 4. Anything else ends the flight, and so does the account's deadline.
 * 5. Where tokens are shared, a request is sent only if no other process has a token that would do, or is asking for one.
 *
 * @throws AsposeAuthError, or the reason of `signal`.
 */
export async function fetchToken(
  settings: AccountSettings,
  tools: FetchDependencies,
  { attempts, signal, isWanted, onSend }: FetchOptions,
): Promise<TokenGrant> {
  let lastError: AsposeAuthError | undefined;
  const run = async (within: AbortSignal): Promise<TokenGrant> => {
    let secret = await readSecret(settings);
    let mayReread = settings.secret?.rotates === true;
    for (let attempt = 1; ; attempt += 1) {
      const ask = () => sendGuarded(settings, tools, secret, within, onSend);
      const asked = tools.share
        ? await tools.share({ secret, signal: within, isWanted, ask, ...refusalsOf(settings, secret, tools) })
        : await ask();
      if ('shared' in asked) return { ...asked.shared, isShared: true };
      const { answer } = asked;
      if (answer.kind === 'granted') return toGrant(answer, asked);
      lastError = toTokenError(answer, settings);
      if (answer.kind === 'rejected' && mayReread) {
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
    return await withTimeout(tools.clock, settings.tokenDeadlineMs, signal, run);
  } catch (error) {
    if (error !== TIMED_OUT) throw error;
    const reason = `no token within ${settings.tokenDeadlineMs} ms (tokenDeadlineMs)`;
    throw lastError ?? toTokenError({ kind: 'unavailable', reason }, settings);
  }
}

/** One request for a token, before it is known whether it has to be sent. */
export interface TokenSourceRequest {
  /** What the account proves itself with; where there is none, nothing can be encrypted, and nothing is shared. */
  readonly secret: string | undefined;
  /** Ends the wait for another process. */
  readonly signal: AbortSignal;
  /** Whether a token that another process got would do. */
  readonly isWanted: (grant: TokenGrant) => boolean;
  /** Asks the endpoint, under this process' own guard. */
  ask(): Promise<Asked>;
  /** This process' record of refusals of the credential pair. */
  record(): PairRecord;
  /** Adds what other processes know of refusals to it. */
  adopt(record: PairRecord): void;
}

/** A token that another process got. */
export interface Shared {
  readonly shared: TokenGrant;
}

/** Lets processes ask in each other's stead: the endpoint is asked only where no other has asked, or is asking, already. */
export type TokenSource = (request: TokenSourceRequest) => Promise<Asked | Shared>;
