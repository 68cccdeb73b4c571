import { Axios, type AxiosRequestConfig } from 'axios';
import { AsposeAuthError } from '../errors.js';
import type { TokenRequest } from '../options/options.js';
import type { AccountSettings } from '../options/settings.js';
import { getLoopbackOptions } from '../util/proxy-rules.js';
import { hideSockets, redactRequest } from '../util/redact.js';
import type { TokenHttpResponse } from './token-response.js';

/** A token is far smaller than this. */
const MAX_RESPONSE_BYTES = 65_536;

/** Sends one token request. Rejects if there is no response. */
export type TokenTransport = (request: TokenRequest, signal: AbortSignal) => Promise<TokenHttpResponse>;

/**
 * Creates the transport to an account's token endpoint.
 *
 * It uses an axios instance of its own, without process-wide defaults and interceptors, so that no other code sees or changes a
 * request that holds the secret. Redirects are not followed, because a 307 would carry the secret elsewhere. The secret is
 * removed from the objects that Node keeps.
 */
export function createTokenTransport(settings: AccountSettings): TokenTransport {
  const axios = new Axios({
    ...pickNetworkOptions(settings),
    adapter: 'http',
    maxRedirects: 0,
    maxContentLength: MAX_RESPONSE_BYTES,
    responseType: 'text',
    transformResponse: [],
    validateStatus: () => true,
  });
  hideSockets(settings.http.httpAgent);
  hideSockets(settings.http.httpsAgent);
  return async ({ tokenUrl, body, headers }, signal) => {
    const data = body.toString();
    const { authorization = '' } = headers;
    const direct = getLoopbackOptions(tokenUrl, settings.http); // never through a proxy of the environment (H-9)
    try {
      const response = await axios.request<string>({ method: 'post', url: tokenUrl, data, headers, signal, ...direct });
      redactRequest(response.request, authorization);
      return { status: response.status, headers: toHeaders(response.headers), body: response.data };
    } catch (error) {
      redactRequest((error as { request?: unknown }).request, authorization);
      throw error;
    }
  };
}

const NETWORK_OPTIONS = new Set(['proxy', 'httpAgent', 'httpsAgent', 'family', 'lookup', 'insecureHTTPParser']);

/** The axios defaults of the account that say how to reach the network. */
function pickNetworkOptions({ http }: AccountSettings): AxiosRequestConfig {
  return Object.fromEntries(Object.entries(http).filter(([name]) => NETWORK_OPTIONS.has(name))) as AxiosRequestConfig;
}

function toHeaders(headers: object): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/**
 * Builds the token request (RFC 6749 §4.4.2, RFC 8707 §2). The client authenticates in exactly one way (RFC 6749 §2.3).
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the `clientAuthentication` function fails.
 */
export async function buildTokenRequest(settings: AccountSettings, secret: string | undefined): Promise<TokenRequest> {
  const { clientId, clientAuthentication } = settings;
  const request = buildUnauthenticatedRequest(settings);
  if (typeof clientAuthentication === 'function') {
    try {
      await clientAuthentication(request);
    } catch (cause) {
      const text = 'The clientAuthentication function failed, so no token was requested. See the cause.';
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: settings.name, cause });
    }
  } else if (clientAuthentication === 'basic') {
    const credentials = `${formEncode(clientId)}:${formEncode(secret!)}`;
    request.headers.authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  } else {
    request.body.set('client_id', clientId);
    request.body.set('client_secret', secret!);
  }
  return request;
}

function buildUnauthenticatedRequest(settings: AccountSettings): TokenRequest {
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
  // Frozen, so that a clientAuthentication function cannot send the credentials elsewhere. Its body and headers are for it to change.
  return Object.freeze({ tokenUrl: settings.tokenUrl, clientId: settings.clientId, body, headers });
}

/** Encodes a value as application/x-www-form-urlencoded (RFC 6749 appendix B). */
function formEncode(value: string): string {
  return new URLSearchParams([['', value]]).toString().slice(1);
}

/**
 * Reads the account's secret as it is now; `undefined` if the account authenticates without one.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if the source fails or returns nothing.
 */
export async function readSecret({ name, secret }: AccountSettings): Promise<string | undefined> {
  if (secret === undefined) return undefined;
  let value: unknown;
  try {
    value = await secret.read();
  } catch (cause) {
    if (AsposeAuthError.is(cause)) throw new AsposeAuthError('ERR_ASPOSE_CONFIG', cause.message, { account: name });
    const { code } = Object(cause) as { code?: unknown };
    const why = typeof code === 'string' && /^E[A-Z]+$/.test(code) ? ` (${code})` : ''; // of a file system or network
    const text = `The client secret could not be read from ${secret.label}${why}. See the cause.`;
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name, cause });
  }
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  const text = `There is no client secret in ${secret.label}. It must be text that is not blank.`;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name });
}
