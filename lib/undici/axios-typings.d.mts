// Augments the axios that ES modules resolve. The twin of axios-typings.d.cts.
import type { UndiciDispatcher } from './index.js';

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
