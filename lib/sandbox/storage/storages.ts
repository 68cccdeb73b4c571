import type { Query } from '../http/target.js';
import { Storage } from './storage.js';

/** All storages: one for each client and name. A name that was never used is an empty storage. */
export class Storages {
  readonly #storages = new Map<string, Storage>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  of(clientId: string, name: string): Storage {
    const key = JSON.stringify([clientId, name]);
    let storage = this.#storages.get(key);
    if (!storage) {
      storage = new Storage(this.#clock);
      this.#storages.set(key, storage);
    }
    return storage;
  }
}

/**
 * Which storage a request means: `storage` for document operations, `storageName` for storage operations, or the
 * default one of the application that `AppSid` names. `''` is the client's own default storage.
 */
export function storageNameOf(query: Query, clientId: string, parameter = 'storageName'): string {
  const appSid = query.get('AppSid');
  return query.get(parameter) ?? query.get('storage') ?? (appSid && appSid !== clientId ? `AppSid:${appSid}` : '');
}
