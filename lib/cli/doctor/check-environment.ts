import { findMisnamedVariables, type ReadVariable, readText } from '../../options/environment.js';
import type { AccountSettings } from '../../options/settings.js';
import { findSwapHint } from '../../options/validation.js';
import type { CheckContext } from './check-context.js';
import type { CheckResult } from './check-result.js';

/** Reports where the credentials come from, and warns if they look swapped. */
export function checkEnvironment({ settings, secret, variables, address }: CheckContext): CheckResult[] {
  const check = 'environment';
  const warnings = settings.warnings.map((text) => ({ check, status: 'warn', text }) as const);
  if (settings.anonymous) {
    const text = `anonymous (${variables.anonymous}): no token is requested or sent`;
    return [{ check, status: 'ok', text }, ...warnings];
  }
  const text = `client id from ${variables.id}, secret from ${variables.secret}, token endpoint ${address}`;
  const results: CheckResult[] = [{ check, status: 'ok', text, details: { tokenUrl: address } }, ...warnings];
  if (checkCredentialFormat(settings.clientId, secret ?? '') === 'looks-swapped') {
    results.push({
      check,
      status: 'warn',
      text: 'the client id does not look like a UUID, but the secret does. They may be swapped',
      fix: `swap the values of ${variables.id} and ${variables.secret}`,
    });
  }
  return results;
}

/** Warns of variables that nothing reads, if their names are close to those of the account. */
export function checkVariableNames(read: ReadVariable, account: string): CheckResult[] {
  return findMisnamedVariables(read, [account]).map(([name, right]) => ({
    check: 'environment',
    status: 'warn',
    text: `nothing of this package reads ${name}`,
    fix:
      readText(read, right) === undefined
        ? `rename it to ${right}, unless another program needs it`
        : `remove it, unless another program needs it: ${right} is set`,
  }));
}

const PRINTS_HEADERS = { NODE_DEBUG: /\bhttp2?\b|\*/i, DEBUG: /follow-redirects|\*/ };

/** Warns of variables that make Node or a library print the headers of requests. */
export function* checkDebugVariables(env: Readonly<Record<string, string | undefined>>): Generator<CheckResult> {
  for (const [name, pattern] of Object.entries(PRINTS_HEADERS)) {
    if (!pattern.test(env[name] ?? '')) continue;
    const text = `${name} is set so that request headers are printed, the token included`;
    yield { check: 'environment', status: 'warn', text, fix: `unset ${name} in production` };
  }
}

/** Format of client ids and secrets in the dashboard. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEX = /^[\da-f]+$/i;

/** Compares the format of id and secret with that of the dashboard. `undefined` if both look right. */
export function checkCredentialFormat(
  clientId: string,
  secret: string,
): 'looks-swapped' | 'invalid-id' | 'invalid-secret' | undefined {
  if (findSwapHint(clientId, secret) !== undefined) return 'looks-swapped';
  if (!UUID.test(clientId)) return 'invalid-id';
  return HEX.test(secret) ? undefined : 'invalid-secret';
}

/**
 * Reports which origins get tokens, and warns if the API is not one of them.
 *
 * @param variable Name of the variable that lists the origins.
 */
export function checkOrigins(
  { allowedOrigins, baseUrl }: Pick<AccountSettings, 'allowedOrigins' | 'baseUrl'>,
  variable: string,
): CheckResult {
  const check = 'origins';
  const origins = [...allowedOrigins];
  const details = { origins };
  const apiOrigin = new URL(baseUrl).origin;
  if (allowedOrigins.has(apiOrigin)) {
    return { check, status: 'ok', text: `tokens are sent to ${origins.join(', ')} only`, details };
  }
  const others = origins.length === 0 ? '' : `, only to ${origins.join(', ')}`;
  const text = `tokens are not sent to the API (${apiOrigin})${others}. Its calls will fail with a 401`;
  return { check, status: 'warn', text, fix: `add it to ${variable}, or unset ${variable}`, details };
}
