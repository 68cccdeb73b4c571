import type { TokenHttpResponse, TokenResponse } from '../../token/token-response.js';
import { EXIT } from '../exit-codes.js';
import type { CheckContext } from './check-context.js';
import type { CheckResult } from './check-result.js';

/**
 * Recognizes a response that does not come from a token endpoint, nearly always because the address is wrong.
 *
 * @returns The failure, or `undefined` if the response may come from a token endpoint.
 */
export function checkTokenEndpoint(
  httpResponse: TokenHttpResponse,
  response: TokenResponse,
  { variables, address, settings }: Pick<CheckContext, 'variables' | 'address' | 'settings'>,
): CheckResult | undefined {
  const { status, headers } = httpResponse;
  if (response.kind === 'granted' || response.kind === 'rate-limited' || status >= 500) return undefined;
  if ('oauthError' in response && response.oauthError !== undefined) return undefined;
  const fail = (text: string, fix: string, exit: number = EXIT.badResponse): CheckResult => {
    return { check: 'credentials', status: 'fail', text, fix, exit, details: { httpStatus: status } };
  };
  const { origin } = new URL(settings.baseUrl);
  const correct = `correct ${variables.address}. If it is unset, ${origin}/connect/token is used`;
  if (status >= 300 && status < 400) {
    const target = describeRedirect(headers.location);
    return fail(
      `wrong address: ${address} redirects to ${target} (${status}). It was not followed, to keep the secret safe`,
      `set ${variables.address} to the address that responds without a redirect`,
    );
  }
  if (status === 407) {
    return fail(
      'the proxy requires credentials of its own (407)',
      'add them to the proxy variable, or set NO_PROXY',
      EXIT.network,
    );
  }
  if (isWebPage(httpResponse)) {
    return fail(
      `wrong address: ${address} responded with a web page (${status})`,
      `${correct}. If ${variables.address} is right, a proxy or firewall responds instead`,
    );
  }
  if ([404, 405, 410].includes(status)) {
    return fail(`wrong address: ${address} is not a token endpoint (${status})`, correct);
  }
  if (/^bearer\b/i.test(headers['www-authenticate'] ?? '')) {
    return fail(`wrong address: ${address} requires a token itself (${status})`, correct);
  }
  return undefined;
}

function describeRedirect(location: string | undefined): string {
  return location !== undefined && URL.canParse(location) ? new URL(location).origin : 'another path of the same host';
}

function isWebPage({ headers, body }: TokenHttpResponse): boolean {
  return /\bhtml\b/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype\s+html|html)\b/i.test(body);
}
