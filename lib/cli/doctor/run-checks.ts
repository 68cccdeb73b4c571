import type { ReadVariable } from '../../options/environment.js';
import { judgeClock, readServerTime } from './check-clock.js';
import { exchangeOnce, judgeAnswer } from './check-credentials.js';
import { judgeOrigins, judgePatient, type Patient, readPatient } from './check-environment.js';
import { addressesOf, judgeConnection, judgeName, tryConnection } from './check-network.js';
import { type Finding, skipped } from './check-result.js';
import { describeGrant } from './describe-token.js';
import { findRoute } from './proxy.js';

/** What the examination is told from outside. */
export interface ExamineOptions {
  /** Name of the account. Default: the default account. */
  readonly account?: string;
  /** False sends no token request. */
  readonly asksForToken: boolean;
  /** The process's own variables, which name proxies. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Examines environment, network, clock and credentials in this order; each finding comes as soon as it is known. */
export async function* examine(read: ReadVariable, options: ExamineOptions): AsyncGenerator<Finding> {
  const patient = await readPatient(read, options.account);
  if (!('settings' in patient)) {
    yield* patient;
    yield* skipped('the environment comes first', 'origins', 'name', 'connection', 'clock', 'credentials');
    return;
  }
  yield* judgePatient(patient);
  yield judgeOrigins(patient.settings, patient.labels.origins);
  const isReachable = yield* examineNetwork(patient, options.env);
  if (!isReachable) yield* skipped('there is no connection', 'clock', 'credentials');
  else if (patient.settings.anonymous) yield* examineClock(patient, 'the account is anonymous');
  else if (!options.asksForToken) yield* examineClock(patient, '--no-token');
  else yield* examineCredentials(patient);
}

/** @returns True where a connection came about. */
async function* examineNetwork({ settings, labels }: Patient, env: ExamineOptions['env']) {
  const { tokenUrl, tokenTimeoutMs: timeoutMs } = settings;
  const way = findRoute(tokenUrl, env);
  const place = { label: labels.address, timeoutMs };
  const name = judgeName(way, await addressesOf(way.host, timeoutMs), place);
  yield name;
  if (name.status === 'fail') {
    yield* skipped('the name comes first', 'connection');
    return false;
  }
  const connection = judgeConnection(way, await tryConnection(way, timeoutMs), place);
  yield connection;
  return connection.status !== 'fail';
}

/** The clock alone, where no token is asked for. */
async function* examineClock({ settings }: Patient, reason: string) {
  const time = await readServerTime(new URL(settings.tokenUrl).origin, settings.tokenTimeoutMs);
  if (time.value !== undefined) yield judgeClock(time.value);
  else yield* skipped(`the server did not answer (${time.code})`, 'clock');
  yield* skipped(reason, 'credentials');
}

async function* examineCredentials(patient: Patient): AsyncGenerator<Finding> {
  const text = `Sending ONE token request to ${patient.address}, with the client id and secret …`;
  yield { check: 'credentials', status: 'note', text };
  const exchange = await exchangeOnce(patient.settings, patient.secret);
  if (exchange.reply === undefined) yield* skipped('no answer came', 'clock');
  else yield judgeClock(exchange.time);
  yield judgeAnswer(exchange, patient);
  if (exchange.answer.kind === 'granted') yield* describeGrant(exchange.answer, exchange.time.sentAt);
}
