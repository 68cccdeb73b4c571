import type { AccountSettings } from '../config/settings.js';
import { AsposeAuthError } from '../errors.js';

/**
 * The account's secret of this moment; `undefined` where the account proves itself without one.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` where the source fails or has nothing.
 */
export async function readSecret({ name, secret }: AccountSettings): Promise<string | undefined> {
  if (secret === undefined) return undefined;
  let value: unknown;
  try {
    value = await secret.read();
  } catch (cause) {
    const text = `The client secret could not be read from ${secret.label}: it failed. See the cause.`;
    throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name, cause });
  }
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  const text = `${secret.label} gave no client secret: it must give text that is not blank.`;
  throw new AsposeAuthError('ERR_ASPOSE_CONFIG', text, { account: name });
}
