/** Part names are paths from the package's root, without a slash in front: `word/media/image1.png`. */

export function folderOf(part: string): string {
  return part.slice(0, part.lastIndexOf('/') + 1);
}

export function extensionOf(part: string): string {
  return /\.([^./]+)$/.exec(part)?.[1]?.toLowerCase() ?? '';
}

/** Where the relationships of a part are kept; of the package itself for `''`. */
export function relationshipsPartOf(part: string): string {
  const folder = folderOf(part);
  return `${folder}_rels/${part.slice(folder.length)}.rels`;
}

/** The part a relationship's target means, seen from the part that owns the relationship. */
export function resolveTarget(owner: string, target: string): string {
  const path = target.replace(/#.*$/, '');
  const names = (path.startsWith('/') ? path : folderOf(owner) + path).split('/');
  const resolved: string[] = [];
  for (const name of names) {
    if (name === '..') resolved.pop();
    else if (name !== '' && name !== '.') resolved.push(name);
  }
  return resolved.join('/');
}

/** The target to write for a part, seen from the part that owns the relationship. */
export function relativeTarget(owner: string, part: string): string {
  const folder = folderOf(owner);
  return part.startsWith(folder) ? part.slice(folder.length) : `/${part}`;
}

/** A name that is not taken, close to the wanted one: `word/media/image1.png` → `word/media/image1_2.png`. */
export function freeName(wanted: string, isTaken: (part: string) => boolean): string {
  const extension = /\.[^./]+$/.exec(wanted)?.[0] ?? '';
  const stem = wanted.slice(0, wanted.length - extension.length);
  let name = wanted;
  for (let n = 2; isTaken(name); n++) name = `${stem}_${n}${extension}`;
  return name;
}
