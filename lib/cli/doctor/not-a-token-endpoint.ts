import type { TokenHttpResponse, TokenResponse } from '../../token/token-response.js';
import { EXIT } from '../exit-codes.js';
import type { Finding } from './check-result.js';

/** An answer that no token endpoint gives: somebody else has been asked. */
export type Stray =
  | { readonly kind: 'redirect'; readonly to: string; readonly status: number }
  | { readonly kind: 'missing' | 'page' | 'api' | 'proxy'; readonly status: number };

const isPage = ({ headers, body }: TokenHttpResponse) =>
  /\bhtml\b/i.test(headers['content-type'] ?? '') || /^\s*<(!doctype\s+html|html)\b/i.test(body);

function originOf(location: string | undefined, status: number): Stray {
  const to = location !== undefined && URL.canParse(location) ? new URL(location).origin : 'another path of itself';
  return { kind: 'redirect', to, status };
}

/** Whether a reply comes from something that is no token endpoint; `undefined` where it may well be one. */
export function strayOf(reply: TokenHttpResponse, answer: TokenResponse): Stray | undefined {
  const { status, headers } = reply;
  if (answer.kind === 'granted' || answer.kind === 'rate-limited' || status >= 500) return undefined;
  if ('oauthError' in answer && answer.oauthError !== undefined) return undefined;
  if (status >= 300 && status < 400) return originOf(headers.location, status);
  if (status === 407) return { kind: 'proxy', status };
  if (isPage(reply)) return { kind: 'page', status };
  if ([404, 405, 410].includes(status)) return { kind: 'missing', status };
  if (/^bearer\b/i.test(headers['www-authenticate'] ?? '')) return { kind: 'api', status };
  return undefined;
}

/** What such an answer means: nearly always an address that is wrong. */
export function judgeStray(stray: Stray, label: string, address: string): Finding {
  const { kind, status } = stray;
  const finding = (text: string, fix: string): Finding => ({
    check: 'credentials',
    status: 'fail',
    text,
    fix,
    exit: kind === 'proxy' ? EXIT.network : EXIT.badAnswer,
    details: { status },
  });
  const correct = `correct ${label}; left unset, it leads to https://api.aspose.cloud`;
  switch (kind) {
    case 'redirect':
      return finding(
        `wrong address: ${address} redirects to ${stray.to} (${status}), which was not followed, for the secret goes nowhere else`,
        `set ${label} to the address that answers by itself`,
      );
    case 'missing':
      return finding(`wrong address: ${address} is no token endpoint (${status})`, correct);
    case 'page':
      return finding(
        `wrong address: ${address} answered with a web page (${status})`,
        `${correct}; if it is right, a proxy or firewall answers in its place`,
      );
    case 'api':
      return finding(`wrong address: ${address} asks for a token itself (${status})`, correct);
    case 'proxy':
      return finding(
        'the proxy wants credentials of its own (407)',
        'put them into the proxy variable, or set NO_PROXY',
      );
  }
}
