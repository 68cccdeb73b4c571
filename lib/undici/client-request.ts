/**
 * `request` of a response or an error: what was asked for last, redirects included. It knows nothing of headers, so that there
 * is nothing to hide in it.
 */
export class SentRequest {
  /** Upper case. */
  method: string;
  origin: string;
  /** With the query. */
  path: string;

  constructor(method: string, origin: string, path: string) {
    this.method = method;
    this.origin = origin;
    this.path = path;
  }

  get protocol(): string {
    return new URL(this.origin).protocol;
  }

  get host(): string {
    return new URL(this.origin).hostname;
  }

  /** Where axios' users look for the address after redirects. */
  get res(): { readonly responseUrl: string } {
    return { responseUrl: this.origin + this.path };
  }
}
