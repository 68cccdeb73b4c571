import { AsposeAuthError } from '../errors.js';
import type { AccountSettings } from '../options/settings.js';
import { pause, TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { createPairKey, createParametersKey, LockoutGuard } from './lockout-guard.js';
import type { BlockedUntil } from './lockout-policy.js';
import { buildTokenRequest, readSecret, type TokenTransport } from './token-endpoint.js';
import { createBlockedError, createSecretTimeoutError, toTokenError } from './token-errors.js';
import type { TokenGrant } from './token-grant.js';
import { addJitter, parseTokenResponse, type TokenErrorResponse, type TokenResponse } from './token-response.js';
import type { BlockedRequest, SharedToken, TokenSource } from './token-source.js';

/** What a {@link TokenClient} needs from outside. */
export interface TokenClientDependencies {
  readonly clock: Clock;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly transport: TokenTransport;
  /** Shares tokens with other processes. Default: this process requests every token itself. */
  readonly source?: TokenSource | undefined;
}

/** Options of one token fetch. */
export interface FetchOptions {
  /** Requests in all, if the endpoint is unavailable. Called after each request. */
  readonly maxAttempts: () => number;
  readonly signal: AbortSignal;
  /** Whether a token that another process requested can be used. */
  readonly isWanted: (grant: TokenGrant) => boolean;
  /** Called for each request that is sent. */
  readonly onSend: () => void;
  /** Whether a token that this process requested can be used. Otherwise the request is repeated. */
  readonly isCurrent: (grant: TokenGrant) => boolean;
}

/** Upper bound of the pause before the second attempt. It doubles before the third. */
const FIRST_PAUSE_MS = 200;

/**
 * Fetches tokens for one account.
 *
 * 1. The secret is read for every request (T-8).
 * 2. If the pair was rejected before, nothing is sent, and the store is not read (T-6).
 * 3. If tokens are shared, a request is sent only if no other process holds, or is fetching, a usable token (F-1).
 * 4. If the credentials are rejected, in this request or meanwhile in another one, the secret is read once more. If it has changed
 *    the request is repeated, otherwise the fetch fails (T-8).
 * 5. If there is no response, or a 408 or 5xx without `Retry-After`, the request is repeated after a jittered pause, up to
 *    `maxAttempts` requests in all (T-7).
 * 6. If another token was rejected while the request was under way it is repeated: the same revocation may have hit the new one.
 * 7. Any other response ends the fetch, and so does the account's `tokenDeadlineMs` (T-12).
 */
export class TokenClient {
  /** The guard of the pair that was last used; none before the secret has been read. */
  #guard: LockoutGuard | undefined;
  readonly #parametersKey: string;

  constructor(
    readonly settings: AccountSettings,
    private readonly dependencies: TokenClientDependencies,
  ) {
    this.#parametersKey = createParametersKey(settings);
  }

  /** Why the credential pair that was last used must not be sent now; `undefined` if it may be sent. */
  getBlockedUntil(): BlockedUntil | undefined {
    return this.#guard?.getBlockedUntil();
  }

  /** @throws AsposeAuthError, or the reason of `options.signal`. */
  async fetchToken(options: FetchOptions): Promise<TokenGrant> {
    const { clock } = this.dependencies;
    const { tokenDeadlineMs, secret: secretSource } = this.settings;
    let lastTransient: AsposeAuthError | undefined;
    let isReadingSecret = true as boolean;
    const readCurrentSecret = async () => {
      isReadingSecret = true;
      this.#guard = undefined; // if it cannot be read, the pair that was used before is not to blame
      const secret = await readSecret(this.settings);
      isReadingSecret = false;
      this.#selectGuard(secret);
      return secret;
    };
    const fetch = async (signal: AbortSignal): Promise<TokenGrant> => {
      let rejected: { readonly secret: string | undefined; readonly error: AsposeAuthError } | undefined;
      for (let attempt = 1; ; ) {
        const secret = await readCurrentSecret();
        signal.throwIfAborted(); // the secret may have arrived too late
        if (rejected && secret === rejected.secret) throw rejected.error;
        const blocked = this.getBlockedUntil();
        if (blocked && isRejected({ kind: 'blocked', blocked })) throw this.#toError({ kind: 'blocked', blocked });
        const response = await this.#requestShared(secret, signal, options);
        if (response.kind === 'shared') return { ...response.grant, isShared: true };
        if (response.kind === 'granted') {
          if (options.isCurrent(response.grant)) return response.grant;
          continue;
        }
        const error = this.#toError(response);
        if (isRejected(response) && secretSource?.rotates && rejected === undefined) {
          rejected = { secret, error };
          continue;
        }
        const isTransient = response.kind === 'unavailable' && response.retryAfterMs === undefined;
        if (!isTransient || attempt >= options.maxAttempts()) throw error;
        lastTransient = error;
        await pause(this.dependencies, FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
        attempt += 1;
      }
    };
    try {
      return await withTimeout(clock, tokenDeadlineMs, fetch, options.signal);
    } catch (error) {
      if (error !== TIMED_OUT) throw error;
      if (isReadingSecret) throw createSecretTimeoutError(this.settings);
      const reason = `no token within ${tokenDeadlineMs} ms (tokenDeadlineMs)`;
      throw lastTransient ?? toTokenError({ kind: 'unavailable', reason }, this.settings);
    }
  }

  #toError(response: TokenErrorResponse | BlockedRequest): AsposeAuthError {
    if (response.kind !== 'blocked') return toTokenError(response, this.settings);
    const waitMs = response.blocked.at - this.dependencies.clock.monotonic();
    return createBlockedError(response.blocked, this.settings, waitMs);
  }

  /** During a `Retry-After` the store is read nevertheless: another process may have a token. */
  #requestShared(
    secret: string | undefined,
    signal: AbortSignal,
    { isWanted, onSend }: FetchOptions,
  ): Promise<TokenResponse | BlockedRequest | SharedToken> {
    const { source } = this.dependencies;
    const guard = this.#selectGuard(secret);
    const send = () => this.request(secret, signal, onSend);
    if (source === undefined) return send();
    return source({
      secret,
      signal,
      isWanted,
      send,
      getRecord: () => guard.getRecord(),
      mergeRecord: (record) => guard.mergeRecord(record),
    });
  }

  /**
   * Sends one token request, unless the lock-out guard blocks the credential pair.
   *
   * @param onSend Called when the request has been built and is sent.
   * @throws AsposeAuthError if the `clientAuthentication` function fails; the reason of `signal`.
   */
  async request(
    secret: string | undefined,
    signal: AbortSignal,
    onSend: () => void,
  ): Promise<TokenResponse | BlockedRequest> {
    const guard = this.#selectGuard(secret);
    const blocked = await guard.admit();
    if (blocked) return { kind: 'blocked', blocked };
    let response: TokenResponse | undefined;
    try {
      signal.throwIfAborted(); // the request may have waited for other requests of the pair
      response = await this.send(secret, signal, onSend);
      return response;
    } finally {
      guard.settle(response);
    }
  }

  /**
   * Sends one token request, without the lock-out guard. A missing response is a response, too: `unavailable`. The underlying
   * error is dropped, because an axios error holds the body of the request, and so the secret.
   *
   * @throws AsposeAuthError if the `clientAuthentication` function fails; the reason of `signal`.
   */
  async send(secret: string | undefined, signal: AbortSignal, onSend: () => void): Promise<TokenResponse> {
    const { clock, random, transport } = this.dependencies;
    const { settings } = this;
    let sentAt = clock.elapsed();
    let hasSent = false;
    const send = async (withinTimeout: AbortSignal) => {
      const request = await buildTokenRequest(settings, secret);
      withinTimeout.throwIfAborted();
      hasSent = true;
      onSend();
      sentAt = clock.elapsed();
      return transport(request, withinTimeout);
    };
    try {
      const response = await withTimeout(clock, settings.tokenTimeoutMs, send, signal);
      return addJitter(parseTokenResponse(response, { sentAt, receivedAt: clock.elapsed() }), random);
    } catch (error) {
      if (signal.aborted || AsposeAuthError.is(error)) throw error;
      return describeFailure(error, settings, hasSent);
    }
  }

  #selectGuard(secret: string | undefined): LockoutGuard {
    const { tokenUrl, clientId } = this.settings;
    const key = createPairKey(tokenUrl, clientId, secret);
    this.#guard = new LockoutGuard(key, this.#parametersKey, () => this.dependencies.clock.monotonic());
    return this.#guard;
  }
}

function isRejected(response: TokenErrorResponse | BlockedRequest): boolean {
  if (response.kind !== 'blocked') return response.kind === 'rejected';
  return response.blocked.because === 'rejected' || response.blocked.because === 'limit-reached';
}

function describeFailure(error: unknown, { tokenTimeoutMs }: AccountSettings, hasSent: boolean): TokenResponse {
  if (error === TIMED_OUT) {
    const subject = hasSent ? 'it' : 'the clientAuthentication function';
    return { kind: 'unavailable', reason: `${subject} did not answer within ${tokenTimeoutMs} ms (tokenTimeoutMs)` };
  }
  const { code = 'no connection', message = '' } = Object(error) as { code?: unknown; message?: unknown };
  if (/maxContentLength/.test(String(message))) return { kind: 'invalid', reason: 'it is larger than 64 KiB' };
  if (code === 'ERR_BAD_RESPONSE') return { kind: 'unavailable', reason: 'its response broke off' };
  return { kind: 'unavailable', reason: `the request failed (${String(code)})` };
}
