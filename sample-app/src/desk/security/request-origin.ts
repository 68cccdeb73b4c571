/** The parts of a request that say who sent it. */
export interface Sender {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Why a request is refused, and what to do. */
export interface Refusal {
  readonly message: string;
  readonly hint: string;
}

/** Set by the pages of the desk. A page of another origin cannot set it without asking first, and is not answered. */
export const PAGE_HEADER = 'x-requested-with';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? value.join() : (value ?? ''));
const hostnameOf = (host: string): string => host.replace(/:\d+$/, '');

/**
 * Why a request must not change anything; `undefined` where it may.
 *
 * 1. Requests without `Origin` and `Sec-Fetch-Site` come from no browser, such as those of curl: nobody is tricked there.
 * 2. A browser's request has to come from this origin.
 * 3. And it has to be one that no form and no foreign page can send: JSON, or with the pages' own header.
 */
export function forgeryRefusal({ method, headers }: Sender): Refusal | undefined {
  const origin = one(headers.origin);
  const site = one(headers['sec-fetch-site']);
  if (SAFE.has(method) || (origin === '' && site === '')) return undefined;
  if (!isSameOrigin(site, origin, one(headers.host))) {
    const message = 'This request was sent by a page of another origin, and was not carried out.';
    return { message, hint: 'Use the page of the desk itself.' };
  }
  if (one(headers[PAGE_HEADER]) !== '' || /^application\/json\b/i.test(one(headers['content-type']))) return undefined;
  const message = 'This request could have been sent by any page, and was not carried out.';
  return { message, hint: 'Send it as JSON, or with the header X-Requested-With.' };
}

function isSameOrigin(site: string, origin: string, host: string): boolean {
  if (site !== '') return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host;
}

/**
 * Why the name that a request calls the desk by is refused. A desk that only this computer reaches is called by a name of
 * this computer; any other name is one that its owner has pointed here, so that a page of his would be of this origin.
 */
export function nameRefusal({ headers }: Sender, listensOn: string): Refusal | undefined {
  const host = one(headers.host);
  const isLocal = (name: string) => LOOPBACK.test(name) || name === '::1';
  if (!isLocal(listensOn) || isLocal(hostnameOf(host))) return undefined;
  const message = `The desk listens on ${listensOn} and does not answer to the name in this request's Host header.`;
  return { message, hint: 'Open it as localhost or 127.0.0.1; a proxy in front of it has to send that as Host.' };
}
