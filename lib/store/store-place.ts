import type { AccountSettings } from '../config/settings.js';
import { nameIn, type Vault, vaultOf } from './vault.js';

/** Where one account's token is in a store, and what it is sealed with. */
export interface StorePlace {
  readonly vault: Vault;
  readonly token: string;
  readonly lease: string;
  readonly refusals: string;
}

/** All that makes a token a different one: who asks whom, how, and for what. */
function identityOf({ tokenUrl, clientId, clientAuthentication, scope, resource, extraParameters }: AccountSettings) {
  const means = typeof clientAuthentication === 'string' ? clientAuthentication : 'function';
  const scopes = scope?.split(' ').sort();
  return [tokenUrl, clientId, means, scopes, [...resource].sort(), Object.entries(extraParameters).sort()];
}

/** The place of an account's token under a secret: a rotated secret has another, so that old and new never meet. */
export function placeOf(settings: AccountSettings, secret: string): StorePlace {
  const name = nameIn(secret, identityOf(settings));
  const pair = nameIn(secret, [settings.tokenUrl, settings.clientId]);
  return { vault: vaultOf(secret), token: `token:${name}`, lease: `lease:${name}`, refusals: `refusals:${pair}` };
}
