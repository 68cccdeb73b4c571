import { randomUUID } from 'node:crypto';
import type { AsposeAuthModuleOptions } from '../../lib/config/options.js';
import { resolveSettings } from '../../lib/config/resolve-settings.js';
import type { AccountSettings } from '../../lib/config/settings.js';

/** Settings of a default account with credentials of its own; nothing is read from the environment. */
export function settingsWith(options: AsposeAuthModuleOptions = {}): AccountSettings {
  const credentials = { clientId: randomUUID(), clientSecret: randomUUID().replaceAll('-', '') };
  return resolveSettings({ ...credentials, ...options }, () => undefined).accounts.get('default')!;
}
