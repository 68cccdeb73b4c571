import type { IncomingMessage } from 'node:http';
import type { Query } from '../http/request.js';
import type { Reply } from '../http/response.js';
import type { SandboxLibraries } from '../libraries.js';
import type { Storage } from '../storage/storage.js';
import { decodePath } from '../storage/storage-path.js';

/** What is found in the path of a request: canonical paths by the names in the pattern. */
export type PathParameters = Record<string, string>;

/** One operation: a method, a pattern such as `/v4.0/words/{name}`, and what handles it. `{*x}` takes all the rest. */
export interface Route<Handler> {
  method: string;
  pattern: string;
  handler: Handler;
}

/** The first route that fits; or `'method'` if only the method is wrong; or nothing. Literals ignore case. */
export function findRoute<Handler>(
  routes: readonly Route<Handler>[],
  method: string,
  segments: readonly string[],
): { handler: Handler; parameters: PathParameters } | 'method' | undefined {
  let fits = false;
  for (const route of routes) {
    const raw = matchPattern(route.pattern, segments);
    if (!raw) continue;
    if (route.method === method) {
      const decoded = Object.entries(raw).map(([name, value]) => [name, decodePath(value)]);
      return { handler: route.handler, parameters: Object.fromEntries(decoded) as PathParameters };
    }
    fits = true;
  }
  return fits ? 'method' : undefined;
}

function matchPattern(pattern: string, segments: readonly string[]): PathParameters | undefined {
  const wanted = pattern.split('/').slice(1);
  const found: PathParameters = {};
  for (const [i, part] of wanted.entries()) {
    if (part.startsWith('{*')) {
      found[part.slice(2, -1)] = segments.slice(i).join('/');
      return found;
    }
    const segment = segments[i];
    if (segment === undefined) return undefined;
    if (part.startsWith('{')) found[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return segments.length === wanted.length ? found : undefined;
}

/** Everything an operation of the API works with. */
export interface Operation {
  request: IncomingMessage;
  path: PathParameters;
  query: Query;
  /** The storage the request names, through the given parameter. */
  storage: (parameter?: string) => Storage;
  libraries: SandboxLibraries;
  /** In bytes. */
  maxFileBytes: number;
  /** Base address of the sandbox, without a slash at the end. */
  url: string;
}

export type OperationHandler = (operation: Operation) => Reply | Promise<Reply>;
