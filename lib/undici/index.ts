// Adds `dispatcher` to the types of axios' configs.
export type {} from './axios-typings.cjs';

import type { AxiosAdapter } from 'axios';
import { Agent, Pool, ProxyAgent } from 'undici';
import { createUndiciAdapter } from './undici-adapter.js';

export type { UndiciDispatcher } from './types.js';

/**
 * An axios adapter that sends requests with undici. Its responses, `AxiosError`s and codes are those of axios' adapter over
 * Node's http. Connections are kept alive and shared by all instances that use the adapter.
 *
 * Requests with options that undici does not support (`httpAgent`, `httpsAgent`, `socketPath`, `transport`, `lookup`, `family`,
 * `maxRate`, HTTP/2, `data:` URLs) are passed to axios' http adapter.
 *
 * @example
 * ```ts
 * import axios from 'axios';
 * import { undiciAdapter } from 'nestjs-aspose-auth/undici';
 *
 * const client = axios.create({ adapter: undiciAdapter });
 * ```
 */
export const undiciAdapter: AxiosAdapter = createUndiciAdapter({ Agent, Pool, ProxyAgent });
