import type { AxiosProgressEvent } from 'axios';
import type { ReplaySkipReason } from '../events/events.js';

/** Authorisation of a single request, as `asposeAuth` in its axios config. `false` sends it without a token. */
export type AsposeRequestAuth =
  | false
  | {
      /** Account whose token is sent. Default: that of the client, otherwise `'default'`. */
      account?: string;
      /** Query parameter `storage` of this request. Default: the account's. */
      storage?: string;
      /** Query parameter `AppSid` of this request. Default: none. */
      appSid?: string;
      /**
       * How many bytes of a one-shot body are kept to send it again after a 401. 0 keeps nothing. Default: the account's
       * `replayBufferBytes`.
       */
      replayBufferBytes?: number;
    };

/** Every option of {@link AsposeRequestAuth}. */
export const REQUEST_AUTH_OPTIONS = ['account', 'storage', 'appSid', 'replayBufferBytes'] as const;

declare global {
  // AxiosError itself cannot be augmented for CommonJS: its typings declare the class outside of what they export.
  interface Error {
    /** On an `AxiosError` with status 401: why nestjs-aspose-auth did not replay the request with a new token. */
    asposeAuth?: ReplaySkipReason | 'origin-not-allowed';
  }
}

type Listener = (event: AxiosProgressEvent) => void;

/** Wraps a listener for all attempts of a call: a replay reports only progress beyond the first attempt, and no byte counts twice. */
export function createProgressListener(listener: Listener): Listener {
  let highest = 0;
  return (event) => {
    if (event.loaded <= highest) return;
    const bytes = event.loaded - highest;
    highest = event.loaded;
    listener({ ...event, bytes });
  };
}

/** Download progress of one attempt, withheld until it is known that its response is for the caller. */
export class DownloadProgress {
  readonly #listener: Listener;
  #withheld: AxiosProgressEvent[] | undefined = [];

  constructor(listener: Listener) {
    this.#listener = listener;
  }

  readonly listener: Listener = (event) => {
    if (this.#withheld) this.#withheld.push(event);
    else this.#listener(event);
  };

  /** Reports what was withheld, and from now on everything at once. */
  open(): void {
    const withheld = this.#withheld ?? [];
    this.#withheld = undefined;
    for (const event of withheld) this.#listener(event);
  }
}

/** Query parameters that say where a document is stored. */
interface StorageParams {
  readonly storage?: string | undefined;
  readonly appSid?: string | undefined;
}

/** Adds `storage` and `AppSid` to a copy of the request's `params`. A value that the caller has set is kept. */
export function addStorageParams(
  params: unknown,
  url: string | undefined,
  { storage, appSid }: StorageParams,
): unknown {
  if (storage === undefined && appSid === undefined) return params;
  const missing = Object.entries({ storage, AppSid: appSid }).filter(
    ([name, value]) => value !== undefined && !hasParam(params, url, name),
  ) as [string, string][];
  if (missing.length === 0) return params;
  if (params instanceof URLSearchParams) return new URLSearchParams([...params, ...missing]);
  return { ...(params as object | undefined), ...Object.fromEntries(missing) };
}

function hasParam(params: unknown, url: string | undefined, name: string): boolean {
  if (url?.includes('?') && new URLSearchParams(url.slice(url.indexOf('?'))).has(name)) return true;
  if (params instanceof URLSearchParams) return params.has(name);
  return typeof params === 'object' && params !== null && (params as Record<string, unknown>)[name] !== undefined;
}
