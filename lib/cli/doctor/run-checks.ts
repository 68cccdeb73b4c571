import type { ReadVariable } from '../../options/environment.js';
import { DEFAULT_ACCOUNT } from '../../options/settings.js';
import { checkClock, readServerTime } from './check-clock.js';
import { type CheckContext, readCheckContext } from './check-context.js';
import { checkCredentials, sendTokenRequest } from './check-credentials.js';
import { checkDebugVariables, checkEnvironment, checkOrigins, checkVariableNames } from './check-environment.js';
import { checkConnection, checkName, openConnection, resolveHost } from './check-network.js';
import { type CheckResult, skipChecks } from './check-result.js';
import { checkToken } from './check-token.js';
import { findRoute } from './proxy.js';

/** Options of {@link runChecks}. */
export interface RunChecksOptions {
  /** Name of the account. `@default 'default'` */
  readonly account?: string;
  /** If false, no token request is sent. */
  readonly requestsToken: boolean;
  /** Variables of the process, which specify proxies. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Checks environment, network, clock and credentials in this order, and yields each result as soon as it is known. */
export async function* runChecks(read: ReadVariable, options: RunChecksOptions): AsyncGenerator<CheckResult> {
  const context = await readCheckContext(read, options.account);
  const misnamed = checkVariableNames(read, options.account ?? DEFAULT_ACCOUNT);
  if (!('settings' in context)) {
    yield* context;
    yield* misnamed;
    yield* skipChecks('fix the environment first', 'origins', 'name', 'connection', 'clock', 'credentials');
    return;
  }
  yield* checkEnvironment(context);
  yield* misnamed;
  yield* checkDebugVariables(options.env);
  if (context.settings.anonymous) yield* skipChecks(ANONYMOUS, 'origins');
  else yield checkOrigins(context.settings, context.variables.origins);
  const isReachable = yield* runNetworkChecks(context, options.env);
  if (!isReachable) yield* skipChecks('there is no connection', 'clock', 'credentials');
  else if (context.settings.anonymous) yield* runClockCheck(context, ANONYMOUS);
  else if (!options.requestsToken) yield* runClockCheck(context, '--no-token');
  else yield* runCredentialChecks(context);
}

const ANONYMOUS = 'the account is anonymous';

/** @returns True if a connection was established. */
async function* runNetworkChecks({ settings, variables, server }: CheckContext, env: RunChecksOptions['env']) {
  const { tokenTimeoutMs: timeoutMs } = settings;
  const route = findRoute(server, env);
  const target = { variable: variables.address, timeoutMs };
  const name = checkName(route, await resolveHost(route.host, timeoutMs), target);
  yield name;
  if (name.status === 'fail') {
    yield* skipChecks('the host name cannot be resolved', 'connection');
    return false;
  }
  const connection = checkConnection(route, await openConnection(route, timeoutMs), target);
  yield connection;
  return connection.status !== 'fail';
}

/** Checks the clock alone, if no token is requested, and skips the credentials for `reason`. */
async function* runClockCheck({ settings, server }: CheckContext, reason: string) {
  const time = await readServerTime(new URL(server).origin, settings.tokenTimeoutMs);
  if (time.value !== undefined) yield checkClock(time.value);
  else yield* skipChecks(`the server did not respond (${time.code})`, 'clock');
  yield* skipChecks(reason, 'credentials');
}

async function* runCredentialChecks(context: CheckContext): AsyncGenerator<CheckResult> {
  const text = `Sending ONE token request to ${context.address}, with the client id and secret …`;
  yield { check: 'credentials', status: 'note', text };
  const exchange = await sendTokenRequest(context.settings, context.secret);
  const { response, httpResponse, time } = exchange;
  if (httpResponse === undefined) yield* skipChecks('there was no response', 'clock');
  else yield checkClock(time);
  yield checkCredentials(exchange, context);
  if (response.kind === 'granted' && httpResponse) yield* checkToken(response.grant, httpResponse, time.sentAt);
}
