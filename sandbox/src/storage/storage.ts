import type { Query } from '../http/request.js';
import type { Content } from './content.js';
import { decodeAgain, getBaseName, getParent, isInside, toCanonicalPath } from './storage-path.js';

/** All storages: one for each client and name. Unknown names are empty storages. */
export class StorageRegistry {
  readonly #storages = new Map<string, Storage>();
  readonly #usage: Usage;
  readonly #clock: () => number;

  constructor(clock: () => number, maxStorageBytes: number) {
    this.#clock = clock;
    this.#usage = { usedBytes: 0, maxBytes: maxStorageBytes };
  }

  get(clientId: string, name: string): Storage {
    const key = JSON.stringify([clientId, name]);
    let storage = this.#storages.get(key);
    if (!storage) {
      storage = new Storage(this.#clock, this.#usage);
      this.#storages.set(key, storage);
    }
    return storage;
  }

  /** True if something was written to the storage. */
  has(clientId: string, name: string): boolean {
    const storage = this.#storages.get(JSON.stringify([clientId, name]));
    return storage !== undefined && storage.list('').length > 0;
  }

  /** Removes all files and folders of all storages. */
  clear(): void {
    this.#storages.clear();
    this.#usage.usedBytes = 0;
  }
}

/** What all storages hold together. A file that was copied counts twice, although its bytes are shared. */
interface Usage {
  usedBytes: number;
  maxBytes: number;
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
  versionId: string;
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
export class StorageFull extends Error {
  override readonly name = 'StorageFull';
}

/** A storage in memory. Paths are canonical (see `storage-path.ts`). */
export class Storage {
  readonly #files = new Map<string, StoredFile>();
  readonly #folders = new Map<string, number>();
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #clock: () => number;
  readonly #usage: Usage;
  #versions = 0;

  constructor(clock: () => number, usage: Usage) {
    this.#clock = clock;
    this.#usage = usage;
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

  /** Reads a file, or only the given version of it. */
  read(path: string, versionId?: string): StoredFile {
    const file = this.#files.get(this.locate(path) ?? path);
    if (!file) throw new NotInStorage(`The file '${path}' does not exist in the storage.`);
    if (versionId !== undefined && versionId !== file.versionId) {
      throw new NotInStorage(`The file '${path}' has no such version. The sandbox keeps the latest version only.`);
    }
    return file;
  }

  hasFile(path: string, versionId?: string): boolean {
    const file = this.#files.get(this.locate(path) ?? path);
    return file !== undefined && (versionId === undefined || versionId === file.versionId);
  }

  getFileEntry(path: string): StorageEntry & { versionId: string } {
    const { content, modifiedAt, versionId } = this.read(path);
    return { path: this.locate(path) ?? path, isFolder: false, size: content.size, modifiedAt, versionId };
  }

  /** What all storages of the sandbox hold, and the most that they can hold. */
  getUsage(): { usedBytes: number; totalBytes: number } {
    return { usedBytes: this.#usage.usedBytes, totalBytes: this.#usage.maxBytes };
  }

  write(path: string, content: Content): void {
    if (path === '') throw new StorageConflict('A file needs a name.');
    if (this.#folders.has(path)) throw new StorageConflict(`'${path}' is a folder.`);
    const growth = content.size - (this.#files.get(path)?.content.size ?? 0);
    if (this.#usage.usedBytes + growth > this.#usage.maxBytes) {
      throw new StorageFull(`The storage is full: it holds at most ${this.#usage.maxBytes} bytes.`);
    }
    this.createFolder(getParent(path));
    this.#versions += 1;
    this.#files.set(path, { content, modifiedAt: this.#clock(), versionId: `v${this.#versions}` });
    this.#usage.usedBytes += growth;
  }

  remove(path: string, versionId?: string): void {
    this.read(path, versionId);
    this.#delete(this.locate(path) ?? path);
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
    for (const path of this.listFiles(folder)) this.#delete(path);
    for (const path of this.#folders.keys()) {
      if (path !== '' && (path === folder || isInside(folder, path))) this.#folders.delete(path);
    }
  }

  /** Lists the paths of all files in a folder, at any depth. */
  listFiles(folder: string): string[] {
    this.#requireFolder(folder);
    return [...this.#files.keys()].filter((path) => isInside(folder, path));
  }

  /** Lists the paths of all folders in a folder, at any depth. */
  listFolders(folder: string): string[] {
    this.#requireFolder(folder);
    return [...this.#folders.keys()].filter((path) => path !== '' && isInside(folder, path));
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

  #delete(path: string): void {
    this.#usage.usedBytes -= this.#files.get(path)?.content.size ?? 0;
    this.#files.delete(path);
  }

  #requireFolder(folder: string): void {
    if (!this.#folders.has(folder)) throw new NotInStorage(`The folder '${folder}' does not exist in the storage.`);
  }
}
