import { AsposeAuthError } from '../../errors.js';
import { accountVariables, type ReadVariable } from '../../options/environment.js';
import { readOption } from '../../options/option-reader.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from '../../options/settings.js';
import { findSwapHint } from '../../options/validation.js';
import { readSecret } from '../../token/token-endpoint.js';
import { accountOf } from '../environment.js';
import { codeOf, EXIT } from '../exit-codes.js';
import type { Finding } from './check-result.js';

/** Whom the doctor examines: the account of the environment, and the variables that messages name. */
export interface Patient {
  readonly settings: AccountSettings;
  /** `undefined` for an anonymous account. */
  readonly secret: string | undefined;
  readonly labels: Readonly<Record<'id' | 'secret' | 'address' | 'origins' | 'anonymous', string>>;
  /** Token endpoint without its query, which may hold a key. */
  readonly address: string;
}

type Labelled = 'clientId' | 'baseUrl' | 'tokenUrl' | 'allowedOrigins';

/** What messages call the variables of an account: its own, else the default account's, where it inherits. */
function labelsOf({ name, secret }: AccountSettings, read: ReadVariable): Patient['labels'] {
  const own = (option: Labelled, account = name) =>
    readOption(option, undefined, '', accountVariables(account, read))?.label;
  // With an address of its own, an account has none of the default one's.
  const address = own('tokenUrl') ?? own('baseUrl') ?? own('tokenUrl', DEFAULT_ACCOUNT);
  return {
    id: own('clientId') ?? 'ASPOSE_CLIENT_ID',
    secret: secret?.label ?? 'ASPOSE_CLIENT_SECRET',
    address: address ?? own('baseUrl', DEFAULT_ACCOUNT) ?? 'ASPOSE_BASE_URL',
    origins: own('allowedOrigins') ?? 'ASPOSE_ALLOWED_ORIGINS',
    anonymous: accountVariables(name, read).getName('ASPOSE_ANONYMOUS') ?? 'ASPOSE_ANONYMOUS',
  };
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
    return [{ check, status: 'ok', text: `anonymous (${labels.anonymous}): no token is asked for or sent` }];
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
    const { origin, pathname } = new URL(settings.tokenUrl);
    return { settings, secret, labels: labelsOf(settings, read), address: origin + pathname };
  } catch (error) {
    if (AsposeAuthError.is(error)) return judgeConfiguration(error);
    throw error;
  }
}

/**
 * Says where tokens go, and whether the API itself is among those places.
 *
 * @param label The variable that names them.
 */
export function judgeOrigins(settings: Pick<AccountSettings, 'allowedOrigins' | 'baseUrl'>, label: string): Finding {
  const { allowedOrigins, baseUrl } = settings;
  const check = 'origins';
  const origins = [...allowedOrigins];
  const details = { origins };
  const list = origins.length === 0 ? 'nobody' : origins.join(', ');
  const own = new URL(baseUrl).origin;
  if (allowedOrigins.has(own)) return { check, status: 'ok', text: `tokens go to ${list}, and nowhere else`, details };
  const text = `tokens go to ${list}, but not to the API itself (${own}): its calls will get a 401`;
  return { check, status: 'warn', text, fix: `add it to ${label}, or unset that`, details };
}

/** Ids are UUIDs in the dashboard, secrets are hex digits. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEX = /^[\da-f]+$/i;

/** Which of the two cannot be what the dashboard shows, by its form alone; `undefined` where both can. */
export function suspicionOf(clientId: string, secret: string): 'swapped' | 'id' | 'secret' | undefined {
  if (findSwapHint(clientId, secret) !== undefined) return 'swapped';
  if (!UUID.test(clientId)) return 'id';
  return HEX.test(secret) ? undefined : 'secret';
}
