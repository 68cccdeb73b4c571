import type { IncomingMessage } from 'node:http';
import { ApiError } from '../http/error-response.js';
import type { Target } from '../http/request.js';
import type { Reply } from '../http/response.js';
import type { SandboxLibraries } from '../libraries.js';
import { type Storages, storageNameOf } from '../storage/storage.js';
import { DOCUMENT_ROUTES } from './document-routes.js';
import { findRoute } from './router.js';
import { STORAGE_ROUTES } from './storage-routes.js';

const ROUTES = [...STORAGE_ROUTES, ...DOCUMENT_ROUTES];

/** Whether a path is one of an API (`/v4.0/words/…`): only there a token is asked for, elsewhere is nothing at all. */
export function isApiPath(segments: readonly string[]): boolean {
  return segments.length > 2 && /^v\d+(\.\d+)?$/i.test(segments[0]!);
}

/** The operations behind the token. */
export class WordsApi {
  readonly #parts: { storages: Storages; libraries: SandboxLibraries; maxFileBytes: number };

  constructor(parts: { storages: Storages; libraries: SandboxLibraries; maxFileBytes: number }) {
    this.#parts = parts;
  }

  async answer(request: IncomingMessage, target: Target, clientId: string, url: string): Promise<Reply> {
    const { storages, libraries, maxFileBytes } = this.#parts;
    const { segments, query } = target;
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const route = findRoute(ROUTES, method, segments);
    if (!route) throw new ApiError(404, 'The sandbox does not know this path.');
    if (route === 'method') throw new ApiError(405, 'The sandbox does not know this method for this path.');
    return route.handler({
      request,
      path: route.parameters,
      query,
      storage: (parameter) => storages.of(clientId, storageNameOf(query, clientId, parameter)),
      libraries,
      maxFileBytes,
      url,
    });
  }
}
