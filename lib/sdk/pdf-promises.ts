import { modulesOf } from './sdk-module.js';
import type { AsposeSdkClass } from './sdk-type.js';

interface SuperagentRequest {
  header: Record<string, unknown>;
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
  const [owner] = modulesOf(sdk);
  if (owner === undefined) return false;
  const { Request } = owner.require('superagent') as { Request: { prototype: SuperagentRequest } };
  const prototype = Request.prototype as SuperagentRequest & { [CURED]?: boolean };
  if (prototype[CURED]) return true;
  const waits = Reflect.get(prototype, 'then') as (this: SuperagentRequest, ...handlers: unknown[]) => Promise<unknown>;
  const value = function (this: SuperagentRequest, ...handlers: unknown[]) {
    const promise = waits.apply(this, handlers);
    if (this.header['User-Agent'] === PDF_AGENT) promise.catch(() => undefined);
    return promise;
  };
  Object.defineProperty(prototype, CURED, { value: true });
  Object.defineProperty(prototype, 'then', { value, configurable: true, writable: true });
  return true;
}
