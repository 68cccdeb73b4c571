import axios, { type AxiosAdapter } from 'axios';
import { undiciAdapter } from '../../lib/undici/index.js';

/** An adapter under test, by name; `adapter` is what a config says. */
export interface Carrier {
  readonly name: 'http' | 'fetch' | 'undici';
  readonly adapter: string | AxiosAdapter;
  toString(): string;
}

const carrier = (name: Carrier['name'], adapter: string | AxiosAdapter): Carrier => ({
  name,
  adapter,
  toString: () => name,
});

/** The lowest axios of the peer range: its own adapters lack what later ones have learned, this one lacks nothing. */
export const isLowest = axios.VERSION.startsWith('1.8.');

const http = carrier('http', 'http');
const undici = carrier('undici', undiciAdapter);

/** All that a client can choose between. */
export const ADAPTERS: readonly Carrier[] = isLowest ? [undici] : [http, carrier('fetch', 'fetch'), undici];

/** axios' adapter over Node's http, and the one that does as it does. */
export const PAIR: readonly Carrier[] = [http, undici];

/** Those that take Node's streams and axios' every option; what fetch does otherwise is axios' own doing. */
export const NODE_ADAPTERS = ADAPTERS.filter(({ name }) => name !== 'fetch');
