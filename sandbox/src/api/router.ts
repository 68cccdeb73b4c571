import type { DocumentEngine } from '../documents/document-engine.js';
import type { Query, RequestStream } from '../http/request.js';
import type { HttpResponse } from '../http/response.js';
import type { Storage } from '../storage/storage.js';
import { decodePath } from '../storage/storage-path.js';

/** An operation of the API, as its official SDKs name it. */
export interface Route {
  /** Its name: `AppendDocument`. */
  operation: string;
  method: string;
  /**
   * Its path, such as `/v4.0/words/{name}/saveAs`. `{x}` matches one segment, `{xPath}` none or several, `{*x}` all
   * remaining ones. Literals are case-insensitive.
   */
  pattern: string;
  /** Undefined if the sandbox does not emulate the operation: it responds with 501. */
  handler?: OperationHandler;
  /** True if the service counts it against the monthly quota: it creates a document. */
  isBillable?: boolean;
}

export type OperationHandler = (operation: Operation) => HttpResponse | Promise<HttpResponse>;

/** A request to one operation, with everything its handler needs. */
export interface Operation {
  request: RequestStream;
  path: PathParameters;
  query: Query;
  /** The second segment of the path, in lower case: `words`. */
  product: string;
  /** Returns the storage that a query parameter of the request names. */
  getStorage: (parameter?: string) => Storage;
  /** True if something was written to the storage of this name. */
  hasStorage: (name: string) => boolean;
  /** In bytes. */
  maxFileBytes: number;
  /** Base URL of the sandbox, without a trailing slash. */
  url: string;
  documents: DocumentEngine;
  settings: OperationSettings;
  /** Counts the request against the quota. @throws {ApiError} 429 if it is used up. */
  countBillable: () => void;
  /** Runs another operation for the same client, for batches. */
  runOperation: (request: RequestStream & { method: string; url: string }) => Promise<HttpResponse>;
}

/** Settings of the sandbox that operations use. */
export interface OperationSettings {
  /** Origins from which `loadWebDocument` may read. */
  webDocumentOrigins: readonly string[];
  /** Storages that exist although nothing was written to them. */
  storageNames: readonly string[];
  /** Returns the public key for passwords, in base64. */
  getPublicKey: () => Promise<{ modulus: string; exponent: string }>;
}

/** Canonical paths by their names in the pattern. */
export type PathParameters = Record<string, string>;

export interface RouteMatch {
  route: Route;
  parameters: PathParameters;
}

/** Finds the route of a request. If patterns overlap, the one with more literals wins. */
export class Router {
  readonly #routes: readonly { route: Route; parts: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    const split = routes.map((route) => ({ route, parts: route.pattern.split('/').slice(1) }));
    this.#routes = split.sort((a, b) => compareParts(a.parts, b.parts)); // a stable sort: the first of equals wins
  }

  /** @returns The route that matches, `'method'` if only its method does not match, or undefined. */
  find(method: string, segments: readonly string[]): RouteMatch | 'method' | undefined {
    let pathMatches = false;
    for (const { route, parts } of this.#routes) {
      const raw = matchParts(parts, segments);
      if (!raw) continue;
      pathMatches = true;
      if (route.method !== method) continue;
      const decoded = Object.entries(raw).map(([name, value]) => [name, decodePath(value)]);
      return { route, parameters: Object.fromEntries(decoded) as PathParameters };
    }
    return pathMatches ? 'method' : undefined;
  }
}

type PartKind = 'literal' | 'segment' | 'path' | 'rest';
const KINDS: readonly PartKind[] = ['literal', 'segment', 'path', 'rest'];

function getKind(part: string): PartKind {
  if (!part.startsWith('{')) return 'literal';
  if (part.startsWith('{*')) return 'rest';
  return part.endsWith('Path}') ? 'path' : 'segment';
}

function compareParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = KINDS.indexOf(getKind(a[i]!)) - KINDS.indexOf(getKind(b[i]!));
    if (difference !== 0) return difference;
  }
  return 0;
}

/** @returns The values of the parameters, still percent-encoded, or undefined if the path does not match. */
function matchParts(parts: readonly string[], segments: readonly string[]): PathParameters | undefined {
  const [part, ...others] = parts;
  if (part === undefined) return segments.length === 0 ? {} : undefined;
  const [segment, ...remaining] = segments;
  const kind = getKind(part);
  if (kind === 'rest') return { [part.slice(2, -1)]: segments.join('/') };
  if (kind === 'path') {
    for (let count = 0; count <= segments.length; count++) {
      const match = matchParts(others, segments.slice(count));
      if (match) return { ...match, [part.slice(1, -1)]: segments.slice(0, count).join('/') };
    }
    return undefined;
  }
  if (segment === undefined) return undefined;
  if (kind === 'literal') {
    return part.toLowerCase() === segment.toLowerCase() ? matchParts(others, remaining) : undefined;
  }
  const match = matchParts(others, remaining);
  return match && { ...match, [part.slice(1, -1)]: segment };
}
