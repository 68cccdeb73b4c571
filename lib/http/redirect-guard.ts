import type { InternalAxiosRequestConfig } from 'axios';
import { staysAt } from './target-origin.js';

type BeforeRedirect = NonNullable<InternalAxiosRequestConfig['beforeRedirect']>;
type Headers = Record<string, unknown>;
/** What follow-redirects shows of the request that it is about to send, and of the one that was redirected. */
type Shown = [{ href?: unknown; headers?: Headers }, unknown, { headers?: Headers }?];

/** Takes the token out, under whatever name and however often. */
function withdraw(headers: Headers | undefined, authorization: string): boolean {
  const names = Object.keys(headers ?? {}).filter((name) => headers?.[name] === authorization);
  for (const name of names) Reflect.deleteProperty(headers as Headers, name);
  return names.length > 0;
}

/**
 * A `beforeRedirect` that lets the token go on to its own origin only. The caller's runs while the token is out of sight: some
 * copy every header along.
 *
 * @param way Told where the request goes on without the token.
 */
export function redirectGuard(
  origin: string,
  authorization: string,
  callers: BeforeRedirect | undefined,
  way: { carriesToken: boolean },
): BeforeRedirect {
  return (...details) => {
    const [next, , last] = details as unknown as Shown;
    const hadToken = withdraw(next.headers, authorization);
    withdraw(last?.headers, authorization);
    callers?.(...details);
    const hasOwn = Object.keys(next.headers ?? {}).some((name) => /^authorization$/i.test(name));
    if (hadToken && !hasOwn && staysAt(origin, next.href))
      next.headers = { ...next.headers, Authorization: authorization };
    else way.carriesToken = false;
  };
}
