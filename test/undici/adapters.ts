import type { AxiosAdapter } from 'axios';
import { undiciAdapter } from '../../lib/undici/index.js';

/** An adapter under test. */
export interface TestedAdapter {
  readonly name: 'http' | 'fetch' | 'undici';
  /** The value for `adapter` in a config. */
  readonly adapter: string | AxiosAdapter;
  toString(): string;
}

const http = createTestedAdapter('http', 'http');
const undici = createTestedAdapter('undici', undiciAdapter);

/** All adapters that a client can choose between. */
export const ADAPTERS: readonly TestedAdapter[] = [http, createTestedAdapter('fetch', 'fetch'), undici];

/** axios' adapter over Node's http, and the one that mirrors it. */
export const PAIR: readonly TestedAdapter[] = [http, undici];

/** The adapters that support Node's streams and all options of axios; fetch does not. */
export const NODE_ADAPTERS = ADAPTERS.filter(({ name }) => name !== 'fetch');

function createTestedAdapter(name: TestedAdapter['name'], adapter: string | AxiosAdapter): TestedAdapter {
  return { name, adapter, toString: () => name };
}
