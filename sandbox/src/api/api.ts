import type { IncomingMessage } from 'node:http';
import type { DocumentEngine } from '../documents/document-engine.js';
import { ApiError } from '../http/error-response.js';
import { parseTarget, type RequestStream, type RequestTarget } from '../http/request.js';
import type { HttpResponse } from '../http/response.js';
import { getStorageName, type StorageRegistry } from '../storage/storage.js';
import { findProduct } from './products.js';
import { type Operation, type OperationSettings, Router } from './router.js';
import { ROUTES } from './routes.js';

/** True for the path of an API (`/v4.0/words/…`), which requires a token. The sandbox serves no other paths. */
export function isApiPath([version = '', product, ...rest]: readonly string[]): boolean {
  // Some products have operations without any further segment: `POST /v2.0/conversion`, `GET /v3.0/cells`.
  const isComplete = rest.length > 0 || findProduct(product) !== undefined;
  return isComplete && /^v\d+(\.\d+)?$/i.test(version);
}

interface AsposeApiDependencies {
  storages: StorageRegistry;
  documents: DocumentEngine;
  maxFileBytes: number;
  settings: OperationSettings;
  getUrl: () => string;
  /** Called before an operation that the service counts against the quota. @throws {ApiError} 429 if it is used up. */
  countBillable: () => void;
}

type ApiRequest = RequestStream & Pick<IncomingMessage, 'method' | 'url'>;

/** The operations that require a token: storage of all products, documents of Words. All others respond with 501. */
export class AsposeApi {
  readonly #dependencies: AsposeApiDependencies;
  readonly #router = new Router(ROUTES);

  constructor(dependencies: AsposeApiDependencies) {
    this.#dependencies = dependencies;
  }

  async respond(request: ApiRequest, target: RequestTarget, clientId: string): Promise<HttpResponse> {
    const { storages, documents, maxFileBytes, settings, getUrl, countBillable } = this.#dependencies;
    const { segments, query } = target;
    const { route, parameters } = this.#findRoute(request, target);
    if (!route.handler) throw createNotEmulated(route.operation, `${route.method} ${route.pattern}`);
    if (route.isBillable) countBillable();
    const operation: Operation = {
      request,
      path: parameters,
      query,
      product: segments[1]!.toLowerCase(),
      getStorage: (parameter) => storages.get(clientId, getStorageName(query, clientId, parameter)),
      hasStorage: (name) => storages.has(clientId, name),
      maxFileBytes,
      url: getUrl(),
      documents,
      settings,
      countBillable,
      runOperation: (inner) => this.respond(inner, parseTarget(inner.url), clientId),
    };
    return route.handler(operation);
  }

  #findRoute(request: ApiRequest, { segments }: RequestTarget) {
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
    const [version = '', product = ''] = segments;
    const known = findProduct(product);
    if (!known) throw new ApiError(404, 'The sandbox does not know this path.');
    const match = this.#router.find(method, segments);
    if (match !== undefined && match !== 'method') {
      if (known.hasStorage || !match.route.pattern.includes('{product}')) return match;
    }
    // Words has a complete table of operations. Of other products, and of other versions, any path may be documented.
    if (product.toLowerCase() === 'words' && version.toLowerCase() === 'v4.0') {
      if (match === 'method') throw new ApiError(405, 'Words has no operation with this method for this path.');
      throw new ApiError(404, 'Words has no operation with this path.');
    }
    throw createNotEmulated(`this operation of ${known.name}`, `${method} /${segments.join('/')}`);
  }
}

function createNotEmulated(operation: string, request: string): ApiError {
  return new ApiError(501, `The sandbox does not emulate ${operation} (${request.slice(0, 200)}).`);
}
