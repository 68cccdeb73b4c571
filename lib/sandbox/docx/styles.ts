import type { Element } from '@xmldom/xmldom';
import { findCompanion, requireCompanion } from './companion-parts.js';
import type { Docx } from './open.js';
import { adoptNamespaces } from './root-namespaces.js';
import { childValue, remove, setWordAttribute, wordAttribute, wordChild, wordChildren } from './xml.js';

/** What became of the styles of the appended document. */
export interface StyleMerge {
  /** The id to use for a style of the appended document. */
  idOf: (styleId: string) => string;
  /** The styles that were copied, as they stand in the base. */
  copied: readonly Element[];
}

/**
 * Copies the styles the base does not have. Styles are the same when type and name are: ids differ with the language of
 * the Word that wrote them. Where both documents define a style, that of the base is kept.
 */
export async function mergeStyles(base: Docx, other: Docx): Promise<StyleMerge> {
  const source = await findCompanion(other, 'styles');
  if (!source) return { idOf: (id) => id, copied: [] };
  const target = await requireCompanion(base, 'styles');
  const known = new Map(wordChildren(target.root, 'style').map((style) => [nameKey(style), idOf(style)]));
  const taken = new Set(known.values());
  const ids = new Map<string, string>();
  const copied: Element[] = [];

  for (const style of wordChildren(source.root, 'style')) {
    const existing = known.get(nameKey(style));
    const id = existing ?? freeId(idOf(style), taken);
    ids.set(idOf(style), id);
    if (existing !== undefined) continue;
    taken.add(id);
    const copy = target.root.ownerDocument!.importNode(style, true);
    setWordAttribute(copy, 'styleId', id);
    copy.removeAttributeNS(style.namespaceURI, 'default'); // the base has its own defaults
    copied.push(copy);
  }
  for (const copy of copied) {
    relink(copy, ids, copied);
    target.root.appendChild(copy);
  }
  adoptNamespaces(target.root, source.root, copied);
  return { idOf: (id) => ids.get(id) ?? id, copied };
}

/** Points a copied style at the styles it builds on, under their ids in the base. */
function relink(style: Element, ids: ReadonlyMap<string, string>, copied: readonly Element[]): void {
  for (const name of ['basedOn', 'next', 'link']) {
    const reference = wordChild(style, name);
    const id = reference && wordAttribute(reference, 'val');
    if (id !== undefined) setWordAttribute(reference!, 'val', ids.get(id) ?? id);
  }
  // A pair of linked styles must name each other, which a style of the base will not do.
  const link = wordChild(style, 'link');
  if (link && !copied.some((other) => idOf(other) === wordAttribute(link, 'val'))) remove(link);
}

function idOf(style: Element): string {
  return wordAttribute(style, 'styleId') ?? '';
}

function nameKey(style: Element): string {
  const name = childValue(style, 'name') ?? idOf(style);
  return `${wordAttribute(style, 'type') ?? 'paragraph'} ${name.toLowerCase()}`;
}

function freeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
  return id;
}
