import { swappedHint } from '../../config/swapped-credentials.js';

/** Ids are UUIDs in the dashboard, secrets are hex digits. */
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const HEX = /^[\da-f]+$/i;

/** Which of the two cannot be what the dashboard shows, by its form alone; `undefined` where both can. */
export function suspicionOf(clientId: string, secret: string): 'swapped' | 'id' | 'secret' | undefined {
  if (swappedHint(clientId, secret) !== undefined) return 'swapped';
  if (!UUID.test(clientId)) return 'id';
  return HEX.test(secret) ? undefined : 'secret';
}
