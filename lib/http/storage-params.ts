/** Query parameters that say where a document lives. */
export interface StorageParams {
  readonly storage?: string | undefined;
  readonly appSid?: string | undefined;
}

function has(params: unknown, url: string | undefined, name: string): boolean {
  if (url?.includes('?') && new URLSearchParams(url.slice(url.indexOf('?'))).has(name)) return true;
  if (params instanceof URLSearchParams) return params.has(name);
  return typeof params === 'object' && params !== null && (params as Record<string, unknown>)[name] !== undefined;
}

/** A request's `params` with `storage` and `AppSid` added, on a copy; what the caller wrote itself wins. */
export function withStorage(params: unknown, url: string | undefined, { storage, appSid }: StorageParams): unknown {
  if (storage === undefined && appSid === undefined) return params;
  const wanted = Object.entries({ storage, AppSid: appSid }).filter(
    ([name, value]) => value !== undefined && !has(params, url, name),
  ) as [string, string][];
  if (wanted.length === 0) return params;
  if (params instanceof URLSearchParams) return new URLSearchParams([...params, ...wanted]);
  return { ...(params as object | undefined), ...Object.fromEntries(wanted) };
}
