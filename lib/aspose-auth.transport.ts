import type { AxiosAdapter } from 'axios';
import { AsposeAuthError } from './errors.js';

let shared: AxiosAdapter | undefined;

/**
 * The adapter of `transport: 'undici'`, loaded only where it is chosen: its package is an optional peer.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where the package is not installed.
 */
export async function undiciTransport(): Promise<AxiosAdapter> {
  try {
    // Here and not in the adapter: of a static import a bundler makes one of the whole application, needed or not.
    const { Agent, Pool, ProxyAgent } = await import('undici');
    const { adapterOver } = await import('./undici/undici-adapter.js');
    shared ??= adapterOver({ Agent, Pool, ProxyAgent });
    return shared;
  } catch (cause) {
    if (!/MODULE_NOT_FOUND/.test(String((cause as NodeJS.ErrnoException).code))) throw cause;
    const text = `transport 'undici' needs the package undici, which is not installed: npm install undici@7 (Node 20) or undici@8 (Node 22.19 and newer). Or leave transport out.`;
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { cause });
  }
}
