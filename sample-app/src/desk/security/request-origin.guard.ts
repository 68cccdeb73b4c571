import { isIP } from 'node:net';
import { type CanActivate, type ExecutionContext, ForbiddenException, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { isJson } from '../../json-body.js';
import { DeskSettings, toHostName } from '../../settings.js';

/**
 * Protects against cross-site request forgery and DNS rebinding. The document desk has no login, so pages of other sites
 * could otherwise use it through the visitor's browser.
 */
@Injectable()
export class RequestOriginGuard implements CanActivate {
  constructor(@Inject(DeskSettings) private readonly settings: DeskSettings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const problem = checkHost(request, this.settings) ?? checkOrigin(request);
    if (problem) throw new ForbiddenException(problem);
    return true;
  }
}

/** The parts of a request that identify its sender. */
export interface RequestHead {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Why a request is forbidden, and what to do. */
export interface OriginProblem {
  readonly message: string;
  readonly hint: string;
}

/** Set by our own pages. A page of another origin cannot set it without a CORS preflight, which is never allowed. */
const PAGE_HEADER = 'x-requested-with';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Checks that a request that changes something does not come from a page of another site.
 *
 * 1. A request without `Origin` and `Sec-Fetch-Site` does not come from a browser, but from a client such as curl. Allowed.
 * 2. A request of a browser must come from our own origin.
 * 3. It must also be one that forms and pages of other origins cannot send: JSON, or with the header of our pages.
 *
 * @returns The problem, or `undefined` if the request is allowed.
 */
export function checkOrigin({ method, headers }: RequestHead): OriginProblem | undefined {
  const origin = toText(headers.origin);
  const site = toText(headers['sec-fetch-site']);
  if (SAFE_METHODS.has(method) || (origin === '' && site === '')) return undefined;
  if (!isSameOrigin(site, origin, toText(headers.host))) {
    return {
      message: 'This request was sent by a page of another origin. It was not executed.',
      hint: 'Use the page of the document desk.',
    };
  }
  if (toText(headers[PAGE_HEADER]) !== '' || isJson(toText(headers['content-type']))) return undefined;
  return {
    message: 'This request could have been sent by a page of any site. It was not executed.',
    hint: 'Send it as JSON, or with the header X-Requested-With.',
  };
}

function isSameOrigin(site: string, origin: string, host: string): boolean {
  if (site !== '') return site === 'same-origin';
  return URL.canParse(origin) && new URL(origin).host === host;
}

/**
 * Checks the `Host` header against DNS rebinding: an attacker can point a name of theirs to our address, so that their page
 * has our origin. Accepted are therefore only IP addresses, which cannot be pointed elsewhere, `localhost`, the name that we
 * listen on, and the names in the settings. This does not depend on the address that we listen on: a page can send requests
 * to every address that its visitor can reach.
 *
 * @returns The problem, or `undefined` if the request is allowed.
 */
export function checkHost(
  { headers }: RequestHead,
  { host: listenHost, allowedHosts }: Pick<DeskSettings, 'host' | 'allowedHosts'>,
): OriginProblem | undefined {
  const name = toHostName(toText(headers.host).replace(/:\d*$/, ''));
  if (isAddress(name)) return undefined;
  if (['localhost', toHostName(listenHost), ...allowedHosts].includes(name) && name !== '') return undefined;
  return {
    message: 'The document desk does not accept the name in the Host header of this request.',
    hint: 'Open it by its IP address, or add the name to ALLOWED_HOSTS. A proxy in front of it must pass on the Host header.',
  };
}

function isAddress(name: string): boolean {
  return isIP(name) === 4 || (name.startsWith('[') && name.endsWith(']') && isIP(name.slice(1, -1)) === 6);
}

function toText(header: string | string[] | undefined): string {
  return Array.isArray(header) ? header.join() : (header ?? '');
}
