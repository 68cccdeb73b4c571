import type { Element } from '@xmldom/xmldom';
import { type Docx, findCompanion, requireCompanion } from './docx.js';
import {
  adoptNamespaces,
  childElements,
  childValue,
  createWord,
  isWord,
  remove,
  setWordAttribute,
  wordAttribute,
  wordChild,
  wordChildren,
} from './xml.js';

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

/** Section properties that belong to the very section: a copy does without. Word continues headers and footers itself. */
const OWN_PROPERTIES = ['headerReference', 'footerReference', 'printerSettings', 'type', 'sectPrChange'];

/**
 * Ends the last section of the base, so that what follows is a section of its own and begins on a new page (or as its
 * own properties say). Returns the properties the appended document's last section has to end with.
 */
export function breakSection(baseBody: Element, otherBody: Element): Element {
  const document = baseBody.ownerDocument!;
  const last = wordChild(baseBody, 'sectPr') ?? createWord(baseBody, 'sectPr');
  remove(last);
  const theirs = wordChild(otherBody, 'sectPr');
  const properties = theirs ? document.importNode(theirs, true) : inherited(last);
  endOfText(baseBody).appendChild(last);
  return properties;
}

/** Page size and margins of the base for a document that has none. */
function inherited(sectPr: Element): Element {
  const copy = sectPr.cloneNode(true) as Element;
  for (const name of OWN_PROPERTIES) {
    for (let child = wordChild(copy, name); child; child = wordChild(copy, name)) remove(child);
  }
  return copy;
}

/** The properties of a paragraph that can carry the section's end: the last one, or a new one after a table. */
function endOfText(body: Element): Element {
  const last = childElements(body).at(-1);
  const isFree = last && isWord(last, 'p') && !wordChild(wordChild(last, 'pPr') ?? last, 'sectPr');
  const paragraph = isFree ? last : createWord(body, 'p');
  if (!isFree) body.appendChild(paragraph);
  const existing = wordChild(paragraph, 'pPr');
  if (existing) {
    // It would have to stand before the change; the old formatting of one paragraph is not worth the trouble.
    const change = wordChild(existing, 'pPrChange');
    if (change) remove(change);
    return existing;
  }
  const properties = createWord(body, 'pPr');
  paragraph.insertBefore(properties, paragraph.firstChild);
  return properties;
}
