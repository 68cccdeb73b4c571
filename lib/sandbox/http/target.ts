/** The target of a request: its path in raw segments, and its query. */
export interface Target {
  /** Still percent-encoded; empty ones (`//`, a trailing `/`) are left out. */
  segments: readonly string[];
  query: Query;
}

export function parseTarget(url: string): Target {
  const relative = url.replace(/^https?:\/\/[^/?]*/i, ''); // a proxy's absolute form
  const mark = relative.indexOf('?');
  const path = mark < 0 ? relative : relative.slice(0, mark);
  return {
    segments: path.split('/').filter((segment) => segment !== ''),
    query: new Query(mark < 0 ? '' : relative.slice(mark + 1)),
  };
}

/** Query parameters by name, without regard to case: the service runs on ASP.NET. Blank counts as absent. */
export class Query {
  readonly #values = new Map<string, string>();

  constructor(query: string) {
    for (const [name, value] of new URLSearchParams(query)) {
      if (!this.#values.has(name.toLowerCase())) this.#values.set(name.toLowerCase(), value);
    }
  }

  get(name: string): string | undefined {
    const value = this.#values.get(name.toLowerCase());
    return value === '' ? undefined : value;
  }
}
