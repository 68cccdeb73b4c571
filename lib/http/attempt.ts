import type { AxiosAdapter, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import { scrubRequest } from '../observe/scrub-request.js';
import type { AccessToken } from '../token/access-token.js';
import { landingOf } from './fetch-landing.js';
import { redirectGuard } from './redirect-guard.js';
import { bodyOf, closeOwnBody } from './request-body.js';
import { sentConfig } from './sent-config.js';
import { withStorage } from './storage-params.js';
import { staysAt } from './target-origin.js';

/** How one attempt ended: as the adapter would have ended it, the token gone from everything. */
export interface Outcome {
  readonly response: AxiosResponse | undefined;
  /** What the adapter rejected with; absent where it resolved. */
  readonly failure?: { readonly error: unknown };
  /** False where a redirect led away, so that the last answer is to a request without the token. */
  readonly carriedToken: boolean;
}

/** What an attempt adds to the caller's request. */
export interface AttemptOptions {
  readonly token: AccessToken;
  readonly origin: string;
  readonly storage: string | undefined;
  readonly appSid: string | undefined;
  /** What is left of the caller's `timeout`, and its progress listeners. */
  readonly overrides: Partial<InternalAxiosRequestConfig>;
}

/** Hides `request` from loggers that walk over what they are given; who asks for it by name still gets it. */
function concealRequest(holder: object): void {
  const { request } = holder as { request?: unknown };
  if (request === undefined) return;
  Object.defineProperty(holder, 'request', { value: request, enumerable: false, writable: true, configurable: true });
}

/**
 * Sends the request once, with the token, through the adapter. The header is on a copy that nobody else sees; when the
 * attempt is over the copy and what Node keeps of the request are cleaned, and the caller's own config is put back.
 */
export async function attempt(
  adapter: AxiosAdapter,
  config: InternalAxiosRequestConfig,
  { token, origin, storage, appSid, overrides }: AttemptOptions,
): Promise<Outcome> {
  const { authorization } = token;
  const way = { carriesToken: true };
  const sent = Object.assign(sentConfig(config, authorization), overrides);
  sent.beforeRedirect = redirectGuard(origin, authorization, config.beforeRedirect, way);
  sent.params = withStorage(config.params, config.url, { storage, appSid });

  const restore = (holder: { config?: unknown; request?: unknown }) => {
    if (holder.config === sent) holder.config = config;
    const landing = landingOf(holder.request);
    if (landing !== undefined && !staysAt(origin, landing)) way.carriesToken = false;
    scrubRequest(holder.request, authorization);
    concealRequest(holder);
  };
  try {
    if (typeof config.data === 'function') sent.data = await bodyOf(config.data);
    const response = await adapter(sent);
    restore(response);
    return { response, carriedToken: way.carriesToken };
  } catch (error) {
    closeOwnBody(config.data, sent.data, error);
    const failed = error as { config?: unknown; request?: unknown; response?: AxiosResponse } | undefined;
    if (failed && typeof failed === 'object') restore(failed);
    if (failed?.response) restore(failed.response);
    return { response: failed?.response, failure: { error }, carriedToken: way.carriesToken };
  } finally {
    sent.headers = config.headers; // late errors of a streamed answer still hold the copy
  }
}
