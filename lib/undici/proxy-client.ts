import { type Dispatcher, Pool } from 'undici';

/** undici 7 takes a failure with its own code for one of an old connection, and connects again for ever. */
function named(error: Error): never {
  if ((error as { code?: string }).code !== 'UND_ERR_SOCKET') throw error;
  throw Object.assign(new Error('socket hang up', { cause: error }), { code: 'ECONNRESET' });
}

/** Connections to a proxy. One that is closed in answer to CONNECT ends the request, as with Node. */
class ProxyPool extends Pool {
  constructor(proxy: URL, options: object) {
    super(proxy, options);
    const connect = (tunnel: Dispatcher.ConnectOptions) => super.connect(tunnel).catch(named);
    Object.assign(this, { connect }); // one of its two signatures, which is all that a ProxyAgent calls
  }
}

export const proxyClient = (proxy: URL, options: object): Dispatcher => new ProxyPool(proxy, options);
