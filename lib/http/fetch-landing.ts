import type { InternalAxiosRequestConfig } from 'axios';

type Fetch = typeof globalThis.fetch;

const landings = new WeakMap<object, string>();
const watchers = new WeakMap<Fetch, Fetch>();
const globalFetch: Fetch = (...request) => globalThis.fetch(...request);

/** One for each fetch, for axios keeps an adapter by it. */
function watcherOf(fetch: Fetch): Fetch {
  const known = watchers.get(fetch);
  if (known) return known;
  const watcher: Fetch = async (request, options) => {
    const response = await fetch(request, options);
    if (request instanceof Request && response.url !== '') landings.set(request, response.url);
    return response;
  };
  watchers.set(fetch, watcher);
  return watcher;
}

/**
 * What axios chooses its fetch adapter by, so that {@link landingOf} knows of its redirects. Axios before 1.12 takes no fetch
 * but the global one, and nobody can know.
 */
export function watchingFetch({ env }: InternalAxiosRequestConfig): Pick<InternalAxiosRequestConfig, 'env'> {
  return { env: { ...env, fetch: watcherOf(env?.fetch ?? globalFetch) } };
}

/** The address that answered a request of the fetch adapter, after redirects; `undefined` where that cannot be told. */
export function landingOf(request: unknown): string | undefined {
  return typeof request === 'object' && request !== null ? landings.get(request) : undefined;
}
