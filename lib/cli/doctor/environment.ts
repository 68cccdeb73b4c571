import { accountVariables } from '../../config/account-variables.js';
import type { ReadVariable } from '../../config/environment.js';
import { readOption } from '../../config/read-option.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from '../../config/settings.js';
import { AsposeAuthError } from '../../errors.js';
import { readSecret } from '../../token/read-secret.js';
import { accountOf } from '../account.js';
import { codeOf } from '../code-of.js';
import { EXIT } from '../exit-codes.js';
import type { Finding } from './finding.js';
import { suspicionOf } from './suspicion.js';

/** Whom the doctor examines: the account of the environment, and the variables that messages name. */
export interface Patient {
  readonly settings: AccountSettings;
  /** `undefined` for an anonymous account. */
  readonly secret: string | undefined;
  readonly labels: { readonly id: string; readonly secret: string; readonly address: string };
  /** Token endpoint without its query, which may hold a key. */
  readonly address: string;
}

/** The variable that an option was read from: the account's own, else the default account's, where it is inherited. */
function labelOf(option: 'clientId' | 'baseUrl' | 'tokenUrl', read: ReadVariable, account: string): string | undefined {
  const found = [account, DEFAULT_ACCOUNT].map((name) =>
    readOption(option, undefined, '', accountVariables(name, read)),
  );
  return found.find((sourced) => sourced !== undefined)?.label;
}

const failed = (text: string): Finding => ({ check: 'environment', status: 'fail', text, exit: EXIT.configuration });

/** What an error of the configuration says, one problem a finding. */
export function judgeConfiguration(error: AsposeAuthError): Finding[] {
  const [head = '', ...problems] = error.message.split('\n  - ');
  const beneath = codeOf(error.cause);
  if (problems.length === 0) return [failed(beneath ? `${head} (${beneath})` : head)];
  return problems.map((problem) => failed(problem));
}

/** The finding about an environment that can be used. */
export function judgePatient({ settings, secret, labels, address }: Patient): Finding[] {
  const check = 'environment';
  if (settings.anonymous) {
    return [{ check, status: 'ok', text: 'anonymous (ASPOSE_ANONYMOUS): no token is asked for or sent' }];
  }
  const text = `client id from ${labels.id}, secret from ${labels.secret}, token endpoint ${address}`;
  const findings: Finding[] = [{ check, status: 'ok', text, details: { tokenUrl: address } }];
  if (suspicionOf(settings.clientId, secret ?? '') === 'swapped') {
    const odd = 'the client id does not look like a UUID but the secret does: the two may be swapped';
    findings.push({
      check,
      status: 'warn',
      text: odd,
      fix: `exchange the values of ${labels.id} and ${labels.secret}`,
    });
  }
  return findings;
}

/**
 * Reads the environment as the module does.
 *
 * @param account Name of the account. Default: the default account.
 * @returns The patient, or what is wrong with every variable.
 */
export async function readPatient(read: ReadVariable, account?: string): Promise<Patient | Finding[]> {
  try {
    const settings = accountOf(read, account);
    const secret = settings.anonymous ? undefined : await readSecret(settings);
    const labels = {
      id: labelOf('clientId', read, settings.name) ?? 'ASPOSE_CLIENT_ID',
      secret: settings.secret?.label ?? 'ASPOSE_CLIENT_SECRET',
      address: labelOf('tokenUrl', read, settings.name) ?? labelOf('baseUrl', read, settings.name) ?? 'ASPOSE_BASE_URL',
    };
    const { origin, pathname } = new URL(settings.tokenUrl);
    return { settings, secret, labels, address: origin + pathname };
  } catch (error) {
    if (AsposeAuthError.is(error)) return judgeConfiguration(error);
    throw error;
  }
}
