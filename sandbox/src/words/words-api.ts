import type { IncomingMessage } from 'node:http';
import { ApiError } from '../http/error-response.js';
import type { RequestTarget } from '../http/request.js';
import type { HttpResponse } from '../http/response.js';
import { getStorageName, type StorageRegistry } from '../storage/storage.js';
import { DOCUMENT_ROUTES } from './document-routes.js';
import { findRoute } from './router.js';
import { STORAGE_ROUTES } from './storage-routes.js';

const ROUTES = [...STORAGE_ROUTES, ...DOCUMENT_ROUTES];

/** True for the path of an API (`/v4.0/words/…`), which requires a token. The sandbox serves no other paths. */
export function isApiPath(segments: readonly string[]): boolean {
  return segments.length > 2 && /^v\d+(\.\d+)?$/i.test(segments[0]!);
}

/** The operations that require a token: documents of Words, storage of all products. */
export class WordsApi {
  readonly #dependencies: { storages: StorageRegistry; maxFileBytes: number };

  constructor(dependencies: { storages: StorageRegistry; maxFileBytes: number }) {
    this.#dependencies = dependencies;
  }

  async respond(
    request: IncomingMessage,
    { segments, query }: RequestTarget,
    clientId: string,
    url: string,
  ): Promise<HttpResponse> {
    const { storages, maxFileBytes } = this.#dependencies;
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const route = findRoute(ROUTES, method, segments);
    if (!route) throw new ApiError(404, 'The sandbox does not know this path.');
    if (route === 'method') throw new ApiError(405, 'The sandbox does not know this method for this path.');
    return route.handler({
      request,
      path: route.parameters,
      query,
      getStorage: (parameter) => storages.get(clientId, getStorageName(query, clientId, parameter)),
      maxFileBytes,
      url,
    });
  }
}
