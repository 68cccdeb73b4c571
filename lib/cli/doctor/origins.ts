import type { AccountSettings } from '../../config/settings.js';
import type { Finding } from './finding.js';

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
