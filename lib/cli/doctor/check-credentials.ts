import type { AccountSettings } from '../../options/settings.js';
import { askEndpoint, createTokenTransport, type TokenTransport } from '../../token/token-endpoint.js';
import type { TokenHttpResponse, TokenResponse } from '../../token/token-response.js';
import { systemClock } from '../../util/clock.js';
import { codeOf, EXIT } from '../exit-codes.js';
import type { TimeReading } from './check-clock.js';
import { type Patient, suspicionOf } from './check-environment.js';
import type { Finding } from './check-result.js';
import { judgeTrouble } from './network-errors.js';
import { judgeStray, strayOf } from './not-a-token-endpoint.js';

const check = 'credentials';

/** `600 s` as a person reads it, with the moment it ends. */
export function until(ms: number, now: number): string {
  const text = ms < 120_000 ? `${Math.ceil(ms / 1_000)} s` : `${Math.ceil(ms / 60_000)} min`;
  return `${text}, until ${new Date(now + ms).toISOString().slice(0, 19)}Z`;
}

/** What the answer to the token request means, in one line. */
export function judgeAnswer(exchange: Exchange, patient: Patient): Finding {
  const { answer, reply, failure, time } = exchange;
  const { settings, labels, address } = patient;
  const { host } = new URL(settings.tokenUrl);
  if (reply === undefined && failure !== 'ERR_BAD_RESPONSE') {
    const place = { at: host, label: labels.address, timeoutMs: settings.tokenTimeoutMs };
    const { text, fix } = judgeTrouble(failure ?? 'UNKNOWN', place);
    return { check, status: 'fail', text, fix, exit: EXIT.network, details: { code: failure } };
  }
  const stray = reply && strayOf(reply, answer);
  if (stray) return judgeStray(stray, labels.address, address);
  switch (answer.kind) {
    case 'granted': {
      const text = `a token was granted in ${time.answeredAt - time.sentAt} ms`;
      return { check, status: 'ok', text };
    }
    case 'rejected':
      return judgeRefusal(answer, patient);
    case 'rate-limited': {
      const { retryAfterMs } = answer;
      const text = `locked out: ${host} refuses to look at these credentials (429) for ${until(retryAfterMs, time.answeredAt)}`;
      const fix = `wait, and correct ${labels.id} and ${labels.secret} meanwhile: five refused requests do this; another secret is tried at once`;
      return { check, status: 'fail', text, fix, exit: EXIT.lockedOut, details: { status: 429, retryAfterMs } };
    }
    case 'unavailable': {
      const { status, retryAfterMs, reason } = answer;
      const wait = retryAfterMs === undefined ? '' : `, and asks to wait ${until(retryAfterMs, time.answeredAt)}`;
      const what = status === undefined ? reason : `it ${reason}`;
      const text = `${host} is in trouble: ${what}${wait}`;
      const fix = `try later; if it stays so, check that ${labels.address} leads to an Aspose Cloud`;
      return { check, status: 'fail', text, fix, exit: EXIT.badAnswer, details: { status, retryAfterMs } };
    }
    case 'invalid': {
      const text = `the answer of ${address} is no token: ${answer.reason}`;
      const fix = `check that ${labels.address} leads to an Aspose Cloud`;
      return { check, status: 'fail', text, fix, exit: EXIT.badAnswer, details: { status: answer.status } };
    }
  }
}

/** One token request and what came back. */
export interface Exchange {
  readonly answer: TokenResponse;
  /** Absent where no answer came. */
  readonly reply?: TokenHttpResponse;
  /** Code of what went wrong, where no answer came. */
  readonly failure?: string;
  readonly time: TimeReading;
}

/** Sends one token request as the package does, and never a second one: neither after trouble nor after a refusal. */
export async function exchangeOnce(settings: AccountSettings, secret: string | undefined): Promise<Exchange> {
  const endpoint = createTokenTransport(settings);
  let reply: TokenHttpResponse | undefined;
  let failure: string | undefined;
  const send: TokenTransport = async (request, signal) => {
    try {
      reply = await endpoint(request, signal);
      return reply;
    } catch (error) {
      failure = codeOf(error);
      throw error;
    }
  };
  const sentAt = Date.now();
  const tools = { clock: systemClock(), send };
  const { answer } = await askEndpoint(settings, tools, secret, new AbortController().signal, () => undefined);
  const time = { date: reply?.headers.date, sentAt, answeredAt: Date.now() };
  if (reply !== undefined) return { answer, reply, time };
  // Given up, it is cut off by us.
  return { answer, failure: failure === undefined || failure === 'ERR_CANCELED' ? 'ETIMEDOUT' : failure, time };
}

const DASHBOARD = 'https://dashboard.aspose.cloud/applications';

/** The endpoint says that the pair is wrong, not which half; the form of the two tells more, where it is odd. */
function invalidClient({ settings, secret, labels }: Patient): [text: string, fix: string] {
  switch (suspicionOf(settings.clientId, secret ?? '')) {
    case 'swapped':
      return ['client id and secret seem to be swapped', `exchange the values of ${labels.id} and ${labels.secret}`];
    case 'id':
      return [
        'probably a wrong client id: it is not a UUID, as those of the dashboard are',
        `copy the Client Id from ${DASHBOARD} into ${labels.id}`,
      ];
    case 'secret':
      return [
        'probably a wrong client secret: it is not made of hex digits, as those of the dashboard are',
        `copy the Client Secret from ${DASHBOARD} into ${labels.secret}, without quotes or spaces`,
      ];
    default:
      return [
        'wrong client id or secret (the answer does not say which)',
        `compare ${labels.id} and ${labels.secret} with ${DASHBOARD}; those of a new application can take hours to work, and five refusals lock them out for ten minutes`,
      ];
  }
}

/** What a refusal of the credentials means. */
export function judgeRefusal(answer: TokenResponse & { kind: 'rejected' }, patient: Patient): Finding {
  const { oauthError, status } = answer;
  const { host } = new URL(patient.settings.tokenUrl);
  const said = oauthError ?? `status ${status}, without a reason`;
  const details = { status, oauthError };
  const isAboutClient = oauthError === undefined || oauthError === 'invalid_client';
  const [text, fix] = isAboutClient
    ? invalidClient(patient)
    : ['it knows them, but grants them no token', `check at ${DASHBOARD} what this application may do`];
  const whole = `${host} refused the credentials (${said}): ${text}`;
  return { check: 'credentials', status: 'fail', text: whole, fix, exit: EXIT.credentials, details };
}
