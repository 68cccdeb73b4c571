import { AsposeAuthError } from '../errors.js';
import type { AccountSettings } from '../options/settings.js';
import { pause, TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { admit, createPairKey, getPairRecord, mergePairRecord, settle } from './lockout-guard.js';
import { updateRecord } from './lockout-policy.js';
import { buildTokenRequest, readSecret, type TokenTransport } from './token-endpoint.js';
import { createBlockedError, toTokenError } from './token-errors.js';
import type { TokenGrant } from './token-grant.js';
import { parseTokenResponse, type TokenResponse } from './token-response.js';
import type { SharedToken, TokenSource } from './token-source.js';

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
  /** Requests in all, if the endpoint is unavailable. */
  readonly maxAttempts: number;
  readonly signal: AbortSignal;
  /** Whether a token that another process requested can be used. */
  readonly isWanted: (grant: TokenGrant) => boolean;
  /** Called for each request that is sent. */
  readonly onSend: () => void;
}

/** Upper bound of the pause before the second attempt. It doubles before the third. */
const FIRST_PAUSE_MS = 200;

/**
 * Fetches tokens for one account.
 *
 * 1. The secret is read for every request.
 * 2. If the credentials are rejected, the secret is read once more. If it has changed the request is repeated, otherwise the
 *    fetch fails.
 * 3. If there is no response, or a 408 or 5xx without `Retry-After`, the request is repeated after a jittered pause, up to
 *    `maxAttempts` requests in all.
 * 4. Any other response ends the fetch, and so does the account's `tokenDeadlineMs`.
 * 5. If tokens are shared, a request is sent only if no other process holds, or is fetching, a usable token.
 */
export class TokenClient {
  constructor(
    readonly settings: AccountSettings,
    private readonly dependencies: TokenClientDependencies,
  ) {}

  /** @throws AsposeAuthError, or the reason of `options.signal`. */
  async fetchToken(options: FetchOptions): Promise<TokenGrant> {
    const { clock } = this.dependencies;
    const { tokenDeadlineMs } = this.settings;
    let lastError: AsposeAuthError | undefined;
    const fetch = async (signal: AbortSignal): Promise<TokenGrant> => {
      let secret = await readSecret(this.settings);
      let mayRereadSecret = this.settings.secret?.rotates === true;
      for (let attempt = 1; ; attempt += 1) {
        const response = await this.#requestShared(secret, signal, options);
        if (response.kind === 'shared') return { ...response.grant, isShared: true };
        if (response.kind === 'granted') return response.grant;
        lastError = toTokenError(response, this.settings);
        if (response.kind === 'rejected' && mayRereadSecret) {
          mayRereadSecret = false;
          const current = await readSecret(this.settings);
          if (current === secret) throw lastError;
          secret = current;
          continue;
        }
        const isTransient = response.kind === 'unavailable' && response.retryAfterMs === undefined;
        if (!isTransient || attempt >= options.maxAttempts) throw lastError;
        await pause(this.dependencies, FIRST_PAUSE_MS * 2 ** (attempt - 1), signal);
      }
    };
    try {
      return await withTimeout(clock, tokenDeadlineMs, fetch, options.signal);
    } catch (error) {
      if (error !== TIMED_OUT) throw error;
      const reason = `no token within ${tokenDeadlineMs} ms (tokenDeadlineMs)`;
      throw lastError ?? toTokenError({ kind: 'unavailable', reason }, this.settings);
    }
  }

  #requestShared(
    secret: string | undefined,
    signal: AbortSignal,
    { isWanted, onSend }: FetchOptions,
  ): Promise<TokenResponse | SharedToken> {
    const { clock, source } = this.dependencies;
    const send = () => this.request(secret, signal, onSend);
    if (source === undefined) return send();
    const key = this.#pairKey(secret);
    return source({
      secret,
      signal,
      isWanted,
      send,
      getRecord: () => getPairRecord(key),
      mergeRecord: (record) => mergePairRecord(key, record, clock.now()),
    });
  }

  /**
   * Sends one token request, unless the lock-out guard blocks the credential pair.
   *
   * @param onSend Called when the request has been built and is sent.
   * @throws AsposeAuthError if the pair is blocked, or if the `clientAuthentication` function fails; the reason of `signal`.
   */
  async request(secret: string | undefined, signal: AbortSignal, onSend: () => void): Promise<TokenResponse> {
    const { clock } = this.dependencies;
    const key = this.#pairKey(secret);
    const blocked = await admit(key, () => clock.now());
    if (blocked) throw createBlockedError(blocked, this.settings, clock.now());
    let response: TokenResponse | undefined;
    try {
      signal.throwIfAborted(); // the request may have waited for other requests of the pair
      response = await this.send(secret, signal, onSend);
      return response;
    } finally {
      settle(key, (record) => updateRecord(record, response, clock.now()));
    }
  }

  /**
   * Sends one token request, without the lock-out guard. A missing response is a response, too: `unavailable`. The underlying
   * error is dropped, because an axios error holds the body of the request, and so the secret.
   *
   * @throws AsposeAuthError if the `clientAuthentication` function fails; the reason of `signal`.
   */
  async send(secret: string | undefined, signal: AbortSignal, onSend: () => void): Promise<TokenResponse> {
    const { clock, transport } = this.dependencies;
    const { settings } = this;
    let sentAt = clock.now();
    let hasSent = false;
    const send = async (withinTimeout: AbortSignal) => {
      const request = await buildTokenRequest(settings, secret);
      withinTimeout.throwIfAborted();
      hasSent = true;
      onSend();
      sentAt = clock.now();
      return transport(request, withinTimeout);
    };
    try {
      const response = await withTimeout(clock, settings.tokenTimeoutMs, send, signal);
      return parseTokenResponse(response, { sentAt, receivedAt: clock.now() });
    } catch (error) {
      if (signal.aborted || AsposeAuthError.is(error)) throw error;
      return { kind: 'unavailable', reason: describeFailure(error, settings, hasSent) };
    }
  }

  #pairKey(secret: string | undefined): string {
    return createPairKey(this.settings.tokenUrl, this.settings.clientId, secret);
  }
}

function describeFailure(error: unknown, { tokenTimeoutMs }: AccountSettings, hasSent: boolean): string {
  if (error === TIMED_OUT) {
    const subject = hasSent ? 'it' : 'the clientAuthentication function';
    return `${subject} did not answer within ${tokenTimeoutMs} ms (tokenTimeoutMs)`;
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'no connection';
  return code === 'ERR_BAD_RESPONSE' ? 'its response broke off, or is far too large' : `the request failed (${code})`;
}
