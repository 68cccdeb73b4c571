import type { AxiosProgressEvent, InternalAxiosRequestConfig } from 'axios';
import type { ReplaySkipReason } from '../events/events.js';

/** What a request may say of its own authorisation, as `asposeAuth` in its axios config; `false` keeps the token away. */
export type AsposeRequestAuth =
  | false
  | {
      /** Account whose token is sent. Default: that of the client, else `'default'`. */
      account?: string;
      /** Query parameter `storage` of this request. Default: the account's. */
      storage?: string;
      /** Query parameter `AppSid` of this request. Default: none. */
      appSid?: string;
    };

declare global {
  // AxiosError itself cannot be extended for CommonJS, whose typings declare the class outside of what they export.
  interface Error {
    /** On an `AxiosError` with status 401: why nestjs-aspose-auth did not cure it with another token. */
    asposeAuth?: ReplaySkipReason;
  }
}

type Listener = (event: AxiosProgressEvent) => void;

/** A caller's progress listeners as one call hears them. */
export type ProgressListeners = Partial<Pick<InternalAxiosRequestConfig, 'onUploadProgress' | 'onDownloadProgress'>>;

function ascending(listener: Listener): Listener {
  let highest = 0;
  return (event) => {
    if (event.loaded <= highest) return;
    highest = event.loaded;
    listener(event);
  };
}

/** Listeners that hear a replay only from where the first attempt had come to, so that no byte counts twice. */
export function createProgressListeners({
  onUploadProgress,
  onDownloadProgress,
}: InternalAxiosRequestConfig): ProgressListeners {
  return {
    ...(onUploadProgress && { onUploadProgress: ascending(onUploadProgress) }),
    ...(onDownloadProgress && { onDownloadProgress: ascending(onDownloadProgress) }),
  };
}

/** Query parameters that say where a document lives. */
export interface StorageParams {
  readonly storage?: string | undefined;
  readonly appSid?: string | undefined;
}

function has(params: unknown, url: string | undefined, name: string): boolean {
  if (url?.includes('?') && new URLSearchParams(url.slice(url.indexOf('?'))).has(name)) return true;
  if (params instanceof URLSearchParams) return params.has(name);
  return typeof params === 'object' && params !== null && (params as Record<string, unknown>)[name] !== undefined;
}

/** A request's `params` with `storage` and `AppSid` added, on a copy; what the caller wrote itself wins. */
export function addStorageParams(
  params: unknown,
  url: string | undefined,
  { storage, appSid }: StorageParams,
): unknown {
  if (storage === undefined && appSid === undefined) return params;
  const wanted = Object.entries({ storage, AppSid: appSid }).filter(
    ([name, value]) => value !== undefined && !has(params, url, name),
  ) as [string, string][];
  if (wanted.length === 0) return params;
  if (params instanceof URLSearchParams) return new URLSearchParams([...params, ...wanted]);
  return { ...(params as object | undefined), ...Object.fromEntries(wanted) };
}
