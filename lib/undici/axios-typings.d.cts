// axios as CommonJS sees it, and through its twin as ES modules see it: whichever half of the package is used.
export type {} from './axios-typings.mjs' with { 'resolution-mode': 'import' };
import type { UndiciDispatcher } from './index.js' with { 'resolution-mode': 'import' };

declare module 'axios' {
  interface AxiosRequestConfig {
    /** What `undiciAdapter` sends this request with. Default: an `Agent` of its own. */
    dispatcher?: UndiciDispatcher;
  }
}
