import type { Agent, Pool, ProxyAgent } from 'undici';

/**
 * What is used of the package undici. It is handed in, for whoever loads it decides how: a static import here would be one of
 * every bundled application, also of those that leave it out.
 */
export interface UndiciLibrary {
  readonly Agent: typeof Agent;
  readonly Pool: typeof Pool;
  readonly ProxyAgent: typeof ProxyAgent;
}
