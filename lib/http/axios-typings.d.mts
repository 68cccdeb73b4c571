// axios as ES modules see it. Twin of axios-typings.d.cts; scripts/finish-build.mjs copies both beside the declarations.
import type { AsposeRequestConfig } from './request-options.js';

declare module 'axios' {
  interface AxiosRequestConfig extends AsposeRequestConfig {}
}
