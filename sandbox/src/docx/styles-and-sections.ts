import type { Element } from '@xmldom/xmldom';
import { type Docx, findCompanion, requireCompanion } from './docx.js';
import {
  adoptNamespaces,
  createWord,
  getChildElements,
  getChildValue,
  getWordAttribute,
  getWordChild,
  getWordChildren,
  isWord,
  remove,
  setWordAttribute,
} from './xml.js';

/** The result of merging the styles of the appended document. */
export interface StyleMerge {
  /** Maps the id of a style of the appended document to its id in the base. */
  mapId: (styleId: string) => string;
  /** The copied styles, in the base. */
  copied: readonly Element[];
}

/**
 * Copies the styles that the base does not have. Styles are the same if type and name are equal; their ids depend on the
 * language of the Word that wrote them. If both documents define a style, that of the base is kept.
 */
export function mergeStyles(base: Docx, other: Docx): StyleMerge {
  const source = findCompanion(other, 'styles');
  if (!source) return { mapId: (id) => id, copied: [] };
  const target = requireCompanion(base, 'styles');
  const known = new Map(getWordChildren(target.root, 'style').map((style) => [getNameKey(style), getStyleId(style)]));
  const taken = new Set(known.values());
  const ids = new Map<string, string>();
  const copied: Element[] = [];

  for (const style of getWordChildren(source.root, 'style')) {
    const existing = known.get(getNameKey(style));
    const id = existing ?? findFreeId(getStyleId(style), taken);
    ids.set(getStyleId(style), id);
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
  return { mapId: (id) => ids.get(id) ?? id, copied };
}

/** Updates the references of a copied style to other styles. */
function relink(style: Element, ids: ReadonlyMap<string, string>, copied: readonly Element[]): void {
  for (const name of ['basedOn', 'next', 'link']) {
    const reference = getWordChild(style, name);
    const id = reference && getWordAttribute(reference, 'val');
    if (id !== undefined) setWordAttribute(reference!, 'val', ids.get(id) ?? id);
  }
  // Linked styles must refer to each other, and a style of the base does not refer to a copied one.
  const link = getWordChild(style, 'link');
  if (link && !copied.some((other) => getStyleId(other) === getWordAttribute(link, 'val'))) remove(link);
}

function getStyleId(style: Element): string {
  return getWordAttribute(style, 'styleId') ?? '';
}

function getNameKey(style: Element): string {
  const name = getChildValue(style, 'name') ?? getStyleId(style);
  return `${getWordAttribute(style, 'type') ?? 'paragraph'} ${name.toLowerCase()}`;
}

function findFreeId(wanted: string, taken: ReadonlySet<string>): string {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
  return id;
}

/**
 * Ends the last section of the base, so that appended content is a section of its own and starts on a new page (or as
 * its own properties say).
 *
 * @returns The properties with which the last section of the appended document must end.
 */
export function breakSection(baseBody: Element, otherBody: Element): Element {
  const document = baseBody.ownerDocument!;
  const last = getWordChild(baseBody, 'sectPr') ?? createWord(baseBody, 'sectPr');
  remove(last);
  const own = getWordChild(otherBody, 'sectPr');
  const properties = own ? document.importNode(own, true) : copyPageLayout(last);
  findSectionEnd(baseBody).appendChild(last);
  return properties;
}

/** Properties that belong to one section only. Word continues headers and footers by itself. */
const UNSHARED_PROPERTIES = ['headerReference', 'footerReference', 'printerSettings', 'type', 'sectPrChange'];

/** Copies page size and margins of the base, for a document that has none. */
function copyPageLayout(sectPr: Element): Element {
  const copy = sectPr.cloneNode(true) as Element;
  for (const name of UNSHARED_PROPERTIES) {
    for (let child = getWordChild(copy, name); child; child = getWordChild(copy, name)) remove(child);
  }
  return copy;
}

/** Returns the properties of the paragraph that ends the section: the last one, or a new one after a table. */
function findSectionEnd(body: Element): Element {
  const last = getChildElements(body).at(-1);
  const isFree = last && isWord(last, 'p') && !getWordChild(getWordChild(last, 'pPr') ?? last, 'sectPr');
  const paragraph = isFree ? last : createWord(body, 'p');
  if (!isFree) body.appendChild(paragraph);
  const existing = getWordChild(paragraph, 'pPr');
  if (existing) {
    // sectPr must precede pPrChange, which only records the previous formatting of one paragraph.
    const change = getWordChild(existing, 'pPrChange');
    if (change) remove(change);
    return existing;
  }
  const properties = createWord(body, 'pPr');
  paragraph.insertBefore(properties, paragraph.firstChild);
  return properties;
}
