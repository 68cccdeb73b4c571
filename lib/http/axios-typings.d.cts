// axios as CommonJS sees it. Twin of axios-typings.d.mts; scripts/finish-build.mjs copies both beside the declarations.
import type { AsposeRequestConfig } from './request-options.js' with { 'resolution-mode': 'import' };

declare module 'axios' {
  interface AxiosRequestConfig extends AsposeRequestConfig {}
}
