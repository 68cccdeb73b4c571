import type { Account } from '../accounts/account.js';
import type { AsposeAccounts } from '../accounts/aspose-accounts.service.js';
import { DEFAULT_ACCOUNT } from '../config/settings.js';
import { AsposeAuthError } from '../errors.js';
import { bounded, TIMED_OUT } from '../token/bounded.js';
import { systemClock } from '../token/clock.js';
import type { AsposeAuthHealth } from './health-of.js';
import { PROBE_WAIT_MS } from './probe.js';

/** There is no such account; where `accountResolver` failed, the error has a cause. */
const isUnknown = ({ code, cause }: AsposeAuthError) => code === 'ERR_ASPOSE_ACCOUNT' && cause === undefined;

/**
 * The account; or that it is down, where `accountResolver` fails, gives what cannot be used, or does not answer in time. An
 * exception would take the whole page of health with it.
 *
 * @param waitMs Longest wait in milliseconds.
 * @throws AsposeAuthError `ERR_ASPOSE_ACCOUNT` where there is no such account.
 */
export async function reach(
  accounts: AsposeAccounts,
  name: string = DEFAULT_ACCOUNT,
  waitMs = PROBE_WAIT_MS,
): Promise<Account | AsposeAuthHealth> {
  const down = (code: string, message: string) => ({ account: name, token: 'down' as const, code, message });
  try {
    return await bounded(systemClock(), waitMs, new AbortController().signal, async () => accounts.reach(name));
  } catch (error) {
    if (error === TIMED_OUT) return down('ERR_ASPOSE_ACCOUNT', `accountResolver has not answered within ${waitMs} ms.`);
    if (AsposeAuthError.is(error) && !isUnknown(error)) return down(error.code, error.message);
    throw error;
  }
}
