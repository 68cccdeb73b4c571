import { inspect } from 'node:util';

const HIDDEN = '[hidden]';

/**
 * A header's value that shows itself on the wire only: SDKs keep the headers they sent in the answers and errors they hand
 * out, and print them in their debug mode. A class, for HTTP libraries copy plain objects property by property.
 */
export class ConcealedHeader {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  toString(): string {
    return this.#value;
  }

  toJSON(): string {
    return HIDDEN;
  }

  [inspect.custom](): string {
    return HIDDEN;
  }
}
