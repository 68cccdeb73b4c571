import { AsposeAuthError } from '../../errors.js';
import { createAccountVariables, type ReadVariable } from '../../options/environment.js';
import { readOption } from '../../options/option-reader.js';
import { type AccountSettings, DEFAULT_ACCOUNT } from '../../options/settings.js';
import { readSecret } from '../../token/token-endpoint.js';
import { describeError, resolveAccount } from '../environment.js';
import { EXIT } from '../exit-codes.js';
import type { CheckResult } from './check-result.js';

/** What the checks work on: one account of the environment. */
export interface CheckContext {
  readonly settings: AccountSettings;
  /** `undefined` for an anonymous account. */
  readonly secret: string | undefined;
  /** Names of the variables that the settings come from, for messages. */
  readonly variables: Readonly<Record<'id' | 'secret' | 'address' | 'origins' | 'anonymous', string>>;
  /** Token endpoint without its query, which may contain a key. */
  readonly address: string;
  /** Address of the server to connect to: the token endpoint, or the API of an anonymous account. */
  readonly server: string;
}

/**
 * Reads the environment as the module does.
 *
 * @param account Name of the account. `@default 'default'`
 * @returns The context, or one failure for each problem of the configuration.
 */
export async function readCheckContext(read: ReadVariable, account?: string): Promise<CheckContext | CheckResult[]> {
  try {
    // The names are checked by themselves: checkVariableNames.
    const settings = resolveAccount((name) => read(name), account);
    const secret = settings.anonymous ? undefined : await readSecret(settings);
    const server = settings.anonymous ? settings.baseUrl : settings.tokenUrl;
    const { origin, pathname } = new URL(settings.tokenUrl);
    return { settings, secret, variables: findVariableNames(settings, read), address: origin + pathname, server };
  } catch (error) {
    if (AsposeAuthError.is(error)) return toFailures(error);
    throw error;
  }
}

/** Converts a configuration error to one failure per problem. */
export function toFailures(error: AsposeAuthError): CheckResult[] {
  const [headline = '', ...problems] = describeError(error).split('\n  - ');
  const texts = problems.length > 0 ? problems : [headline];
  return texts.map((text) => ({ check: 'environment', status: 'fail', text, exit: EXIT.configuration }));
}

type NamedOption = 'clientId' | 'baseUrl' | 'tokenUrl' | 'allowedOrigins';

/** Finds the variables of an account: its own, or that of the default account for each option it inherits. */
function findVariableNames(
  { name, secret, anonymous }: AccountSettings,
  read: ReadVariable,
): CheckContext['variables'] {
  const find = (option: NamedOption, account = name) =>
    readOption(option, undefined, '', createAccountVariables(account, read))?.label;
  // An account with its own address inherits neither address of the default account.
  const address = anonymous
    ? find('baseUrl')
    : (find('tokenUrl') ?? find('baseUrl') ?? find('tokenUrl', DEFAULT_ACCOUNT));
  return {
    id: find('clientId') ?? 'ASPOSE_CLIENT_ID',
    secret: secret?.label ?? 'ASPOSE_CLIENT_SECRET',
    address: address ?? find('baseUrl', DEFAULT_ACCOUNT) ?? 'ASPOSE_BASE_URL',
    origins: find('allowedOrigins') ?? 'ASPOSE_ALLOWED_ORIGINS',
    anonymous: createAccountVariables(name, read).getName('ASPOSE_ANONYMOUS') ?? 'ASPOSE_ANONYMOUS',
  };
}
