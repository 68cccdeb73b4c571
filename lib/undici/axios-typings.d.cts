// Augments the axios that CommonJS resolves, and through its twin the one that ES modules resolve.
export type {} from './axios-typings.mjs' with { 'resolution-mode': 'import' };
import type { UndiciDispatcher } from './index.js' with { 'resolution-mode': 'import' };

declare module 'axios' {
  interface AxiosRequestConfig {
    /**
     * The undici dispatcher that `undiciAdapter` sends this request with.
     *
     * @default An `Agent` of the adapter.
     */
    dispatcher?: UndiciDispatcher;
  }
}
