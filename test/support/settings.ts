import { randomUUID } from 'node:crypto';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';
import type { AccountSettings } from '../../lib/options/settings.js';

/** Resolves settings of a default account with random credentials. Nothing is read from the environment. */
export function settingsWith(options: AsposeAuthModuleOptions = {}): AccountSettings {
  const credentials = { clientId: randomUUID(), clientSecret: randomUUID().replaceAll('-', '') };
  return resolveSettings({ ...credentials, ...options }, () => undefined).accounts.get('default')!;
}
