import type { AccountSettings } from '../../options/settings.js';
import { TokenClient } from '../../token/token-client.js';
import { createTokenTransport, type TokenTransport } from '../../token/token-endpoint.js';
import type { TokenHttpResponse, TokenResponse } from '../../token/token-response.js';
import { systemClock } from '../../util/clock.js';
import { EXIT, getErrorCode } from '../exit-codes.js';
import type { TimeReading } from './check-clock.js';
import type { CheckContext } from './check-context.js';
import { checkCredentialFormat } from './check-environment.js';
import type { CheckResult } from './check-result.js';
import { checkTokenEndpoint } from './check-token-endpoint.js';
import { formatDuration, formatTime } from './format.js';
import { describeNetworkError } from './network-errors.js';

const check = 'credentials';
const DASHBOARD = 'https://dashboard.aspose.cloud/applications';

/** One token request and its result. */
export interface TokenExchange {
  readonly response: TokenResponse;
  /** `undefined` if there was no HTTP response. */
  readonly httpResponse?: TokenHttpResponse;
  /** Code of the network error, if there was no HTTP response. */
  readonly errorCode?: string;
  readonly time: TimeReading;
}

/** Reports the result of the token request in one line. */
export function checkCredentials(exchange: TokenExchange, context: CheckContext): CheckResult {
  const { response, httpResponse, errorCode, time } = exchange;
  const { settings, variables, address } = context;
  const { host } = new URL(settings.tokenUrl);
  if (httpResponse === undefined && errorCode !== 'ERR_BAD_RESPONSE') {
    const target = { name: host, variable: variables.address, timeoutMs: settings.tokenTimeoutMs };
    const { text, fix } = describeNetworkError(errorCode ?? 'UNKNOWN', target);
    return { check, status: 'fail', text, fix, exit: EXIT.network, details: { code: errorCode } };
  }
  const wrongEndpoint = httpResponse && checkTokenEndpoint(httpResponse, response, context);
  if (wrongEndpoint) return wrongEndpoint;
  switch (response.kind) {
    case 'granted':
      return { check, status: 'ok', text: `a token was granted in ${time.receivedAt - time.sentAt} ms` };
    case 'rejected':
      return checkRejection(response, context);
    case 'rate-limited': {
      const { retryAfterMs } = response;
      const wait = formatWait(retryAfterMs, time.receivedAt);
      const text = `locked out: ${host} rejects all requests with these credentials (429) for ${wait}`;
      const fix = `correct ${variables.id} and ${variables.secret}, and wait: five rejected requests cause a lockout. A new secret is not locked out`;
      return { check, status: 'fail', text, fix, exit: EXIT.lockedOut, details: { httpStatus: 429, retryAfterMs } };
    }
    case 'unavailable': {
      const { status, retryAfterMs, reason } = response;
      const cause = status === undefined ? reason : `it responded with status ${status}`;
      const wait = retryAfterMs === undefined ? '' : `. Retry after ${formatWait(retryAfterMs, time.receivedAt)}`;
      const text = `${host} is unavailable: ${cause}${wait}`;
      const fix = `try again later. If it persists, check that ${variables.address} is an address of Aspose Cloud`;
      return {
        check,
        status: 'fail',
        text,
        fix,
        exit: EXIT.badResponse,
        details: { httpStatus: status, retryAfterMs },
      };
    }
    case 'invalid': {
      const text = `the response of ${address} is not a token: ${response.reason}`;
      const fix = `check that ${variables.address} is an address of Aspose Cloud`;
      return { check, status: 'fail', text, fix, exit: EXIT.badResponse, details: { httpStatus: response.status } };
    }
  }
}

/** Sends exactly one token request, as the package does, but without a retry. */
export async function sendTokenRequest(settings: AccountSettings, secret: string | undefined): Promise<TokenExchange> {
  const transport = createTokenTransport(settings);
  let httpResponse: TokenHttpResponse | undefined;
  let errorCode: string | undefined;
  const observed: TokenTransport = async (request, signal) => {
    try {
      httpResponse = await transport(request, signal);
      return httpResponse;
    } catch (error) {
      errorCode = getErrorCode(error);
      throw error;
    }
  };
  const sentAt = Date.now();
  const client = new TokenClient(settings, { clock: systemClock(), random: () => 0, transport: observed });
  const response = await client.send(secret, new AbortController().signal, () => undefined);
  const time = { date: httpResponse?.headers.date, sentAt, receivedAt: Date.now() };
  if (httpResponse !== undefined) return { response, httpResponse, time };
  // A request that times out is cancelled, or has not failed yet.
  const isTimeout = errorCode === undefined || errorCode === 'ERR_CANCELED';
  return { response, errorCode: isTimeout ? 'ETIMEDOUT' : errorCode, time };
}

function checkRejection(response: TokenResponse & { kind: 'rejected' }, context: CheckContext): CheckResult {
  const { oauthError, status } = response;
  const { host } = new URL(context.settings.tokenUrl);
  const isInvalidClient = oauthError === undefined || oauthError === 'invalid_client';
  const [reason, fix] = isInvalidClient
    ? explainInvalidClient(context)
    : ['it knows them, but does not grant them a token', `check the permissions of this application at ${DASHBOARD}`];
  const text = `${host} rejected the credentials (${oauthError ?? `status ${status}, no error code`}): ${reason}`;
  return { check, status: 'fail', text, fix, exit: EXIT.credentials, details: { httpStatus: status, oauthError } };
}

/** The endpoint does not say whether id or secret is wrong. Their format may tell. */
function explainInvalidClient({ settings, secret, variables }: CheckContext): [reason: string, fix: string] {
  switch (checkCredentialFormat(settings.clientId, secret ?? '')) {
    case 'looks-swapped':
      return ['client id and secret look swapped', `swap the values of ${variables.id} and ${variables.secret}`];
    case 'invalid-id':
      return [
        'the client id is probably wrong. Those of the dashboard are UUIDs',
        `copy the Client Id from ${DASHBOARD} into ${variables.id}`,
      ];
    case 'invalid-secret':
      return [
        'the client secret is probably wrong. Those of the dashboard consist of hex digits',
        `copy the Client Secret from ${DASHBOARD} into ${variables.secret}, without quotes or spaces`,
      ];
    default:
      return [
        'wrong client id or secret (the response does not say which)',
        `compare ${variables.id} and ${variables.secret} with ${DASHBOARD}. New ones can take hours to work. Five rejected requests lock them out for ten minutes`,
      ];
  }
}

/** Formats how long to wait, and until when. */
export function formatWait(ms: number, now: number): string {
  return `${formatDuration(ms, Math.ceil)}, until ${formatTime(now + ms)}`;
}
