import type { Query } from '../http/request.js';
import type { Content } from './content.js';
import { decodeAgain, getBaseName, getParent, isInside, toCanonicalPath } from './storage-path.js';

/** All storages: one for each client and name. Unknown names are empty storages. */
export class StorageRegistry {
  readonly #storages = new Map<string, Storage>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get(clientId: string, name: string): Storage {
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
 * Returns the name of the storage that a request refers to: `storage` for document operations, `storageName` for storage
 * operations, otherwise the default storage of the application in `AppSid`. `''` is the client's own default storage.
 */
export function getStorageName(query: Query, clientId: string, parameter = 'storageName'): string {
  const appSid = query.get('AppSid');
  return query.get(parameter) ?? query.get('storage') ?? (appSid && appSid !== clientId ? `AppSid:${appSid}` : '');
}

/** A file, and when it was last written (in milliseconds since 1970). */
export interface StoredFile {
  content: Content;
  modifiedAt: number;
}

/** An entry of a folder listing. */
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

/** A storage in memory. Paths are canonical (see `storage-path.ts`). */
export class Storage {
  readonly #files = new Map<string, StoredFile>();
  readonly #folders = new Map<string, number>();
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #clock: () => number;

  constructor(clock: () => number) {
    this.#clock = clock;
    this.#folders.set('', clock());
  }

  isFolder(path: string): boolean {
    return this.#folders.has(path);
  }

  /** Finds a file by its literal path, or by the path with a second layer of percent-encoding decoded. */
  locate(path: string): string | undefined {
    const again = decodeAgain(path);
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
    this.createFolder(getParent(path));
    this.#files.set(path, { content, modifiedAt: this.#clock() });
  }

  remove(path: string): void {
    this.read(path);
    this.#files.delete(this.locate(path) ?? path);
  }

  createFolder(path: string): void {
    for (let folder = toCanonicalPath(path); !this.#folders.has(folder); folder = getParent(folder)) {
      if (this.#files.has(folder)) throw new StorageConflict(`'${folder}' is a file.`);
      this.#folders.set(folder, this.#clock());
    }
  }

  /** Lists the direct children of a folder: folders first, then files, each sorted by name. */
  list(folder: string): StorageEntry[] {
    this.#requireFolder(folder);
    const folders = [...this.#folders].map(([path, modifiedAt]) => ({ path, isFolder: true, size: 0, modifiedAt }));
    const files = [...this.#files].map(([path, file]) => ({
      path,
      isFolder: false,
      size: file.content.size,
      modifiedAt: file.modifiedAt,
    }));
    const children = [...folders, ...files].filter(({ path }) => path !== '' && getParent(path) === folder);
    return children.sort(
      (a, b) => Number(b.isFolder) - Number(a.isFolder) || getBaseName(a.path).localeCompare(getBaseName(b.path)),
    );
  }

  removeFolder(folder: string, recursive: boolean): void {
    this.#requireFolder(folder);
    if (!recursive && this.list(folder).length > 0) throw new StorageConflict(`The folder '${folder}' is not empty.`);
    for (const path of this.listFiles(folder)) this.#files.delete(path);
    for (const path of this.#folders.keys()) {
      if (path !== '' && (path === folder || isInside(folder, path))) this.#folders.delete(path);
    }
  }

  /** Lists the paths of all files in a folder, at any depth. */
  listFiles(folder: string): string[] {
    this.#requireFolder(folder);
    return [...this.#files.keys()].filter((path) => isInside(folder, path));
  }

  /** Serialises changes of one file, so that none is lost between reading and writing. */
  async exclusively<T>(path: string, change: () => Promise<T>): Promise<T> {
    const previous = this.#queues.get(path) ?? Promise.resolve();
    const current = previous.then(change, change);
    this.#queues.set(path, current);
    try {
      return await current;
    } finally {
      if (this.#queues.get(path) === current) this.#queues.delete(path);
    }
  }

  #requireFolder(folder: string): void {
    if (!this.#folders.has(folder)) throw new NotInStorage(`The folder '${folder}' does not exist in the storage.`);
  }
}
