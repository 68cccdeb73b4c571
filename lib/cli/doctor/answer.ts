import { EXIT } from '../exit-codes.js';
import type { Patient } from './environment.js';
import type { Exchange } from './exchange.js';
import type { Finding } from './finding.js';
import { judgeTrouble } from './network-trouble.js';
import { judgeRefusal } from './refusal.js';
import { judgeStray, strayOf } from './stray-answer.js';

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
    case 'refused':
      return judgeRefusal(answer, patient);
    case 'limited': {
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
    case 'unusable': {
      const text = `the answer of ${address} is no token: ${answer.reason}`;
      const fix = `check that ${labels.address} leads to an Aspose Cloud`;
      return { check, status: 'fail', text, fix, exit: EXIT.badAnswer, details: { status: answer.status } };
    }
  }
}
