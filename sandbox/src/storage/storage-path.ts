/** A path that cannot name a file: it says why. */
export class InvalidPath extends Error {
  override readonly name = 'InvalidPath';
}

/**
 * The one spelling of a storage path: no slash at either end, none doubled, `''` for the root. Undoes one layer of
 * percent-encoding, `%2F` included, as the service does.
 */
export function decodePath(raw: string): string {
  try {
    return canonicalPath(decodeURIComponent(raw));
  } catch (error) {
    if (error instanceof URIError) throw new InvalidPath('The path is not correctly percent-encoded UTF-8.');
    throw error;
  }
}

export function canonicalPath(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..') || path.includes('\0')) throw new InvalidPath('The path may not contain ".." or NUL.');
  return names.join('/');
}

/**
 * The path as it was meant by a client that encoded it twice (official SDKs do after a 401), or nothing. Only for
 * looking up what the literal path does not find: writing under it would hide that the client misnamed the file.
 */
export function decodedAgain(path: string): string | undefined {
  if (!/%[0-9a-f]{2}/i.test(path)) return undefined;
  try {
    return decodePath(path);
  } catch {
    return undefined;
  }
}

export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

export function baseNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins what is not blank. */
export function joinPath(...paths: (string | undefined)[]): string {
  return canonicalPath(paths.filter((path) => path !== undefined).join('/'));
}

export function isInside(folder: string, path: string): boolean {
  return folder === '' || path.startsWith(`${folder}/`);
}
