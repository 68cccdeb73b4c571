import { ConcealedHeader } from './concealed-header.js';
import { moduleOf } from './sdk-module.js';
import type { AsposeSdkClass } from './sdk-type.js';

interface SuperagentRequest {
  header: Record<string, unknown>;
  redirects(most: number): unknown;
}

const CURED = Symbol.for('nestjs-aspose-auth.pdf-promises');
const PDF_AGENT = 'pdf nodejs sdk';

/**
 * `PdfApi` waits for each request twice, and handles a failure of the one and not of the other, which ends the process on any
 * HTTP error. This handles the other, for requests of that SDK only; whoever called it hears of the failure as ever.
 *
 * @returns False where the SDK's module was not found, so that nothing is cured.
 */
export function handleAbandonedPromises(sdk: AsposeSdkClass): boolean {
  const owner = moduleOf(sdk);
  if (owner === undefined) return false;
  const { Request } = owner.require('superagent') as { Request: { prototype: SuperagentRequest } };
  const prototype = Request.prototype as SuperagentRequest & { [CURED]?: boolean };
  if (prototype[CURED]) return true;
  const waits = Reflect.get(prototype, 'then') as (this: SuperagentRequest, ...handlers: unknown[]) => Promise<unknown>;
  const value = function (this: SuperagentRequest, ...handlers: unknown[]) {
    if (this.header['User-Agent'] !== PDF_AGENT) return waits.apply(this, handlers);
    // H-1: a redirect would take the header along to any host. The API has none.
    if (this.header.Authorization instanceof ConcealedHeader) this.redirects(0);
    const promise = waits.apply(this, handlers);
    promise.catch(() => undefined);
    return promise;
  };
  Object.defineProperty(prototype, CURED, { value: true });
  Object.defineProperty(prototype, 'then', { value, configurable: true, writable: true });
  return true;
}
