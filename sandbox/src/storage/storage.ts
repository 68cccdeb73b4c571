import type { Query } from '../http/request.js';
import type { Content } from './content.js';
import { baseNameOf, canonicalPath, decodedAgain, isInside, parentOf } from './storage-path.js';

/** A file with the moment it was last written, in milliseconds since 1970. */
export interface StoredFile {
  content: Content;
  modifiedAt: number;
}

/** One line of a folder's list. */
export interface StorageEntry {
  path: string;
  isFolder: boolean;
  size: number;
  modifiedAt: number;
}

export class NotInStorage extends Error {
  override readonly name = 'NotInStorage';
}
export class StorageConflict extends Error {
  override readonly name = 'StorageConflict';
}

/** One storage, in memory. Paths are canonical (see storage-path). */
export class Storage {
  readonly #files = new Map<string, StoredFile>();
  readonly #folders = new Map<string, number>([['', 0]]);
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#folders.set('', clock());
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** The path under which a file is found: as it stands, or with a second layer of percent-encoding undone. */
  locate(path: string): string | undefined {
    const again = decodedAgain(path);
    return [path, again].find((candidate) => candidate !== undefined && this.#files.has(candidate));
  }

  read(path: string): StoredFile {
    const file = this.#files.get(this.locate(path) ?? path);
    if (!file) throw new NotInStorage(`The file '${path}' does not exist in the storage.`);
    return file;
  }

  write(path: string, content: Content): void {
    if (path === '') throw new StorageConflict('A file needs a name.');
    if (this.#folders.has(path)) throw new StorageConflict(`'${path}' is a folder.`);
    this.makeFolder(parentOf(path));
    this.#files.set(path, { content, modifiedAt: this.#clock() });
  }

  remove(path: string): void {
    this.read(path);
    this.#files.delete(this.locate(path) ?? path);
  }

  makeFolder(path: string): void {
    for (let folder = canonicalPath(path); !this.#folders.has(folder); folder = parentOf(folder)) {
      if (this.#files.has(folder)) throw new StorageConflict(`'${folder}' is a file.`);
      this.#folders.set(folder, this.#clock());
    }
  }

  /** What is directly inside: folders first, then files, by name. */
  list(folder: string): StorageEntry[] {
    this.#requireFolder(folder);
    const folders = [...this.#folders].map(([path, modifiedAt]) => ({ path, isFolder: true, size: 0, modifiedAt }));
    const files = [...this.#files].map(([path, file]) => ({
      path,
      isFolder: false,
      size: file.content.size,
      modifiedAt: file.modifiedAt,
    }));
    const inside = [...folders, ...files].filter(({ path }) => path !== '' && parentOf(path) === folder);
    return inside.sort(
      (a, b) => Number(b.isFolder) - Number(a.isFolder) || baseNameOf(a.path).localeCompare(baseNameOf(b.path)),
    );
  }

  removeFolder(folder: string, recursive: boolean): void {
    this.#requireFolder(folder);
    if (!recursive && this.list(folder).length > 0) throw new StorageConflict(`The folder '${folder}' is not empty.`);
    for (const path of this.filesIn(folder)) this.#files.delete(path);
    for (const path of this.#folders.keys()) {
      if (path !== '' && (path === folder || isInside(folder, path))) this.#folders.delete(path);
    }
  }

  /** Paths of all files at any depth. */
  filesIn(folder: string): string[] {
    this.#requireFolder(folder);
    return [...this.#files.keys()].filter((path) => isInside(folder, path));
  }

  /** Runs changes of one file one after the other, so that none is lost between its reading and its writing. */
  async exclusively<T>(path: string, change: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(path) ?? Promise.resolve();
    const mine = before.then(change, change);
    this.#queues.set(path, mine);
    try {
      return await mine;
    } finally {
      if (this.#queues.get(path) === mine) this.#queues.delete(path);
    }
  }

  #requireFolder(folder: string): void {
    if (!this.#folders.has(folder)) throw new NotInStorage(`The folder '${folder}' does not exist in the storage.`);
  }
}

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
