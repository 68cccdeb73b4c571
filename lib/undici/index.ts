export type { UndiciDispatcher } from './dispatcher-option.js';
export { undiciAdapter } from './undici-adapter.js';
