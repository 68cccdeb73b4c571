// Types `dispatcher` in axios' configs.
export type {} from './axios-typings.cjs';
export type { UndiciDispatcher } from './dispatcher-option.js';
export { undiciAdapter } from './undici-adapter.js';
