import type { Element } from '@xmldom/xmldom';
import { childElements, createWord, isWord, remove, wordChild } from './xml.js';

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
