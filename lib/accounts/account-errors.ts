import type { AuthSettings } from '../config/settings.js';
import { AsposeAuthError } from '../errors.js';

/** There is no such account. */
export function unknownAccount(name: string, settings: AuthSettings): AsposeAuthError {
  const known = [...settings.accounts.keys()].join(', ');
  const text = `There is no account "${name}"; there are: ${known}. Add it to the option accounts, or let accountResolver answer for it; one that it has answered for before is had by accounts.get().`;
  return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name });
}

/** The application's own function failed; its message may hold what it was given, so it is left to `cause`. */
export function resolverError(name: string, cause: unknown): AsposeAuthError {
  const text = `accountResolver has failed for account "${name}"; what it threw is the cause of this error.`;
  return new AsposeAuthError('ERR_ASPOSE_ACCOUNT', text, { account: name, cause });
}
