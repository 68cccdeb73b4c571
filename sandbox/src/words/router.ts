import type { IncomingMessage } from 'node:http';
import type { Query } from '../http/request.js';
import type { HttpResponse } from '../http/response.js';
import type { Storage } from '../storage/storage.js';
import { decodePath } from '../storage/storage-path.js';

/** An operation of the API: its method, its pattern such as `/v4.0/words/{name}`, and its handler. */
export interface Route {
  method: string;
  /** `{x}` matches one segment, `{*x}` all remaining ones. Literals are case-insensitive. */
  pattern: string;
  handler: OperationHandler;
}

export type OperationHandler = (operation: Operation) => HttpResponse | Promise<HttpResponse>;

/** A request to one operation, with everything its handler needs. */
export interface Operation {
  request: IncomingMessage;
  path: PathParameters;
  query: Query;
  /** Returns the storage that a query parameter of the request names. */
  getStorage: (parameter?: string) => Storage;
  /** In bytes. */
  maxFileBytes: number;
  /** Base URL of the sandbox, without a trailing slash. */
  url: string;
}

/** Canonical paths by their names in the pattern. */
export type PathParameters = Record<string, string>;

/** @returns The first route that matches, `'method'` if only its method does not match, or undefined. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  segments: readonly string[],
): { handler: OperationHandler; parameters: PathParameters } | 'method' | undefined {
  let pathMatches = false;
  for (const route of routes) {
    const raw = matchPattern(route.pattern, segments);
    if (!raw) continue;
    if (route.method === method) {
      const decoded = Object.entries(raw).map(([name, value]) => [name, decodePath(value)]);
      return { handler: route.handler, parameters: Object.fromEntries(decoded) as PathParameters };
    }
    pathMatches = true;
  }
  return pathMatches ? 'method' : undefined;
}

function matchPattern(pattern: string, segments: readonly string[]): PathParameters | undefined {
  const expected = pattern.split('/').slice(1);
  const parameters: PathParameters = {};
  for (const [i, part] of expected.entries()) {
    if (part.startsWith('{*')) {
      parameters[part.slice(2, -1)] = segments.slice(i).join('/');
      return parameters;
    }
    const segment = segments[i];
    if (segment === undefined) return undefined;
    if (part.startsWith('{')) parameters[part.slice(1, -1)] = segment;
    else if (part.toLowerCase() !== segment.toLowerCase()) return undefined;
  }
  return segments.length === expected.length ? parameters : undefined;
}
