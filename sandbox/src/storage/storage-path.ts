/**
 * Returns the canonical form of a storage path: no slash at either end, no double slashes, no backslashes, `''` for the root. Decodes
 * one layer of percent-encoding, including `%2F`, as the service does.
 */
export function decodePath(raw: string): string {
  try {
    return toCanonicalPath(decodeURIComponent(raw));
  } catch (error) {
    if (error instanceof URIError) throw new InvalidPath('The path is not correctly percent-encoded UTF-8.');
    throw error;
  }
}

export function toCanonicalPath(path: string): string {
  // The SDKs of GroupDocs send both kinds of slashes for one path: clients change those in a URL, but not in a query.
  const names = path.split(/[/\\]/).filter((name) => name !== '' && name !== '.');
  if (names.includes('..') || path.includes('\0')) throw new InvalidPath('The path may not contain ".." or NUL.');
  return names.join('/');
}

/** A path that cannot name a file. */
export class InvalidPath extends Error {
  override readonly name = 'InvalidPath';
}

/**
 * Decodes a second layer of percent-encoding. Official SDKs encode a path twice when they retry after a 401. Use the
 * result only to look up a file that the literal path does not find: if files were also written under it, a client that
 * misnames its files would go unnoticed.
 *
 * @returns The decoded path, or undefined if there is no second layer.
 */
export function decodeAgain(path: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(path)) return undefined;
  try {
    return decodePath(path);
  } catch {
    return undefined;
  }
}

export function getParent(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function getBaseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins paths; undefined ones are skipped. */
export function joinPath(...paths: (string | undefined)[]): string {
  return toCanonicalPath(paths.filter((path) => path !== undefined).join('/'));
}

export function isInside(folder: string, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
