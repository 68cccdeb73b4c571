import type { AxiosProgressEvent, InternalAxiosRequestConfig } from 'axios';

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
export function progressOnce({ onUploadProgress, onDownloadProgress }: InternalAxiosRequestConfig): ProgressListeners {
  return {
    ...(onUploadProgress && { onUploadProgress: ascending(onUploadProgress) }),
    ...(onDownloadProgress && { onDownloadProgress: ascending(onDownloadProgress) }),
  };
}
