import { Axios, type AxiosRequestConfig } from 'axios';
import type { TokenRequestDraft } from '../config/options.js';
import type { AccountSettings } from '../config/settings.js';
import { scrubRequest } from '../observe/scrub-request.js';
import type { TokenReply } from './token-answer.js';

/** More than this is not a token. */
const LARGEST_ANSWER_BYTES = 65_536;

/** Sends one token request; rejects where no answer came. */
export type SendTokenRequest = (request: TokenRequestDraft, signal: AbortSignal) => Promise<TokenReply>;

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
export function tokenEndpoint(settings: AccountSettings): SendTokenRequest {
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
      scrubRequest(response.request, authorization);
      return { status: response.status, headers: headersOf(response.headers), body: response.data };
    } catch (error) {
      scrubRequest((error as { request?: unknown }).request, authorization);
      throw error;
    }
  };
}
