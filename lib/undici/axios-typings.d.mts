// axios as ES modules see it; the twin of axios-typings.d.cts.
import type { UndiciDispatcher } from './index.js';

declare module 'axios' {
  interface AxiosRequestConfig {
    /** What `undiciAdapter` sends this request with. Default: an `Agent` of its own. */
    dispatcher?: UndiciDispatcher;
  }
}
