import type { Dispatcher } from 'undici';
import type { UndiciLibrary } from './undici-library.js';

/** undici 7 takes a failure with its own code for one of an old connection, and connects again for ever. */
function named(error: Error): never {
  if ((error as { code?: string }).code !== 'UND_ERR_SOCKET') throw error;
  throw Object.assign(new Error('socket hang up', { cause: error }), { code: 'ECONNRESET' });
}

/** Makes the connections to a proxy. One that is closed in answer to CONNECT ends the request, as with Node. */
export function proxyClients({ Pool }: UndiciLibrary): (proxy: URL, options: object) => Dispatcher {
  class ProxyPool extends Pool {
    constructor(proxy: URL, options: object) {
      super(proxy, options);
      const connect = (tunnel: Dispatcher.ConnectOptions) => super.connect(tunnel).catch(named);
      Object.assign(this, { connect }); // one of its two signatures, which is all that a ProxyAgent calls
    }
  }
  return (proxy, options) => new ProxyPool(proxy, options);
}
