import { Axios, type AxiosRequestConfig } from 'axios';
import { AsposeAuthError } from '../errors.js';
import type { TokenRequest } from '../options/options.js';
import type { AccountSettings } from '../options/settings.js';
import { TIMED_OUT, withTimeout } from '../util/abort.js';
import type { Clock } from '../util/clock.js';
import { redactRequest } from '../util/redact.js';
import { parseTokenResponse, type TokenHttpResponse, type TokenResponse } from './token-response.js';

/** More than this is not a token. */
const LARGEST_ANSWER_BYTES = 65_536;

/** Sends one token request; rejects where no answer came. */
export type TokenTransport = (request: TokenRequest, signal: AbortSignal) => Promise<TokenHttpResponse>;

const TRANSPORT = new Set(['proxy', 'httpAgent', 'httpsAgent', 'family', 'lookup', 'insecureHTTPParser']);

/** The parts of the account's axios defaults that say how to reach the network. */
function transportOf({ http }: AccountSettings): AxiosRequestConfig {
  return Object.fromEntries(Object.entries(http).filter(([name]) => TRANSPORT.has(name))) as AxiosRequestConfig;
}

function headersOf(headers: object): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/**
 * The token endpoint as a function. It has an axios of its own, without the process-wide defaults and interceptors, so that
 * nobody else sees or changes what holds the secret; Node's own objects are cleaned of it too. No redirect is followed: a 307 would carry the secret elsewhere.
 */
export function createTokenTransport(settings: AccountSettings): TokenTransport {
  const axios = new Axios({
    ...transportOf(settings),
    adapter: 'http',
    maxRedirects: 0,
    maxContentLength: LARGEST_ANSWER_BYTES,
    responseType: 'text',
    transformResponse: [],
    validateStatus: () => true,
  });
  return async ({ tokenUrl, body, headers }, signal) => {
    const data = body.toString();
    const { authorization = '' } = headers;
    try {
      const response = await axios.request<string>({ method: 'post', url: tokenUrl, data, headers, signal });
      redactRequest(response.request, authorization);
      return { status: response.status, headers: headersOf(response.headers), body: response.data };
    } catch (error) {
      redactRequest((error as { request?: unknown }).request, authorization);
      throw error;
    }
  };
}

/** What one request came to. Times are the clock's milliseconds. */
export interface Asked {
  readonly answer: TokenResponse;
  readonly sentAt: number;
  readonly receivedAt: number;
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
  tools: { readonly clock: Clock; readonly send: TokenTransport },
  secret: string | undefined,
  signal: AbortSignal,
  onSend: () => void,
): Promise<Asked> {
  const { clock, send } = tools;
  let sentAt = clock.now();
  let hasSent = false;
  let answer: TokenResponse;
  try {
    const reply = await withTimeout(clock, settings.tokenTimeoutMs, signal, async (attempt) => {
      const request = await buildTokenRequest(settings, secret);
      attempt.throwIfAborted();
      hasSent = true;
      onSend();
      sentAt = clock.now();
      return send(request, attempt);
    });
    answer = parseTokenResponse(reply, clock.now());
  } catch (error) {
    if (signal.aborted || AsposeAuthError.is(error)) throw error;
    answer = { kind: 'unavailable', reason: reasonOf(error, settings, hasSent) };
  }
  return { answer, sentAt, receivedAt: clock.now() };
}

/**
 * The account's secret of this moment; `undefined` where the account proves itself without one.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where the source fails or has nothing.
 */
export async function readSecret({ name, secret }: AccountSettings): Promise<string | undefined> {
  if (secret === undefined) return undefined;
  let value: unknown;
  try {
    value = await secret.read();
  } catch (cause) {
    const text = `The client secret could not be read from ${secret.label}: it failed. See the cause.`;
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name, cause });
  }
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  const text = `${secret.label} gave no client secret: it must give text that is not blank.`;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name });
}

/** A value as application/x-www-form-urlencoded (RFC 6749 appendix B). */
function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

/** The token request without credentials: RFC 6749 §4.4.2, RFC 8707 §2. */
function draft(settings: AccountSettings): TokenRequest {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  if (settings.scope !== undefined) body.set('scope', settings.scope);
  for (const resource of settings.resource) body.append('resource', resource);
  for (const [name, value] of Object.entries(settings.extraParameters)) body.set(name, value);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    accept: 'application/json',
    'cache-control': 'no-store',
    'user-agent': 'nestjs-aspose-auth',
  };
  return { tokenUrl: settings.tokenUrl, clientId: settings.clientId, body, headers };
}

/**
 * The whole token request. The client proves itself in exactly one way (RFC 6749 §2.3).
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where the `clientAuthentication` function fails.
 */
export async function buildTokenRequest(settings: AccountSettings, secret: string | undefined): Promise<TokenRequest> {
  const request = draft(settings);
  const { clientId, clientAuthentication } = settings;
  if (typeof clientAuthentication === 'function') {
    try {
      await clientAuthentication(request);
    } catch (cause) {
      const text = 'The clientAuthentication function failed, so no token was asked for. See the cause.';
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: settings.name, cause });
    }
  } else if (clientAuthentication === 'basic') {
    const pair = `${formEncode(clientId)}:${formEncode(secret!)}`;
    request.headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else {
    request.body.set('client_id', clientId);
    request.body.set('client_secret', secret!);
  }
  return request;
}
