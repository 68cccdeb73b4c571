// Types `dispatcher` in axios' configs.
export type {} from './axios-typings.cjs';

import type { AxiosAdapter } from 'axios';
import { Agent, Pool, ProxyAgent } from 'undici';
import { adapterOver } from './undici-adapter.js';

export type { UndiciDispatcher } from './types.js';

/**
 * An axios adapter over undici: `axios.create({ adapter: undiciAdapter })`. Connections are kept alive and shared by all who use
 * it. What undici cannot do for a request (`httpAgent`, `httpsAgent`, `socketPath`, `transport`, `lookup`, `maxRate`, HTTP/2,
 * `data:` addresses) is carried by axios' own adapter.
 *
 * Ends as axios' adapter over Node's http does: with the same responses, `AxiosError`s and codes.
 */
export const undiciAdapter: AxiosAdapter = adapterOver({ Agent, Pool, ProxyAgent });
