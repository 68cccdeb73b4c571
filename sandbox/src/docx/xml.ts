import { DOMParser, type Document, type Element, type Node, XMLSerializer } from '@xmldom/xmldom';
import { DocxError } from './docx-error.js';
import { checkXml } from './xml-limits.js';

/** Namespaces of a .docx (transitional, ECMA-376 part 4). */
export const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
export const W14 = 'http://schemas.microsoft.com/office/word/2010/wordml';
export const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const WP = 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing';
export const OFFICE = 'urn:schemas-microsoft-com:office:office';
export const PACKAGE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
export const CONTENT_TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';
const MC = 'http://schemas.openxmlformats.org/markup-compatibility/2006';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Parses an XML part of a package. @throws {DocxError} If it is not well-formed or exceeds a limit. */
export function parseXml(bytes: Buffer, part: string): Document {
  checkXml(bytes, part);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  try {
    const onError = (level: string, message: string): void => {
      if (level !== 'warning') throw new Error(message);
    };
    return new DOMParser({ onError }).parseFromString(text, 'text/xml');
  } catch (cause) {
    throw new DocxError('corrupt', `The document's part ${part} is not well-formed XML.`, { cause });
  }
}

export function serializeXml(document: Document): Buffer {
  return Buffer.from(new XMLSerializer().serializeToString(document));
}

export function getRoot(document: Document): Element {
  return document.documentElement!; // the parser rejects documents without a root
}

export function getChildElements(parent: Element): Element[] {
  const children: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) if (isElement(node)) children.push(node);
  return children;
}

const ELEMENT_NODE = 1;

function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT_NODE;
}

/** Returns all descendants in document order. A snapshot: live lists of xmldom are quadratic if the document changes. */
export function getSelfAndDescendants(root: Element): Element[] {
  const found: Element[] = [];
  const pending: Element[] = [root];
  for (let next = pending.pop(); next; next = pending.pop()) {
    found.push(next);
    pending.push(...getChildElements(next).reverse());
  }
  return found;
}

/** True for an element of the main namespace, such as `w:p`. */
export function isWord(element: Element, name: string): boolean {
  return element.namespaceURI === W && element.localName === name;
}

export function getWordChildren(parent: Element, name: string): Element[] {
  return getChildElements(parent).filter((child) => isWord(child, name));
}

export function getWordChild(parent: Element, name: string): Element | undefined {
  return getWordChildren(parent, name)[0];
}

/** Returns an attribute of the main namespace, such as `w:val`. */
export function getWordAttribute(element: Element, name: string): string | undefined {
  return element.getAttributeNS(W, name) ?? undefined;
}

export function setWordAttribute(element: Element, name: string, value: string): void {
  const existing = element.getAttributeNodeNS(W, name);
  element.setAttributeNS(W, existing?.nodeName ?? `w:${name}`, value);
}

/** Returns `w:val` of a child, as in `<w:name w:val="…"/>`. */
export function getChildValue(parent: Element, name: string): string | undefined {
  const child = getWordChild(parent, name);
  return child && getWordAttribute(child, 'val');
}

export function createWord(near: Element, name: string): Element {
  return near.ownerDocument!.createElementNS(W, `w:${name}`);
}

export function remove(node: Node): void {
  node.parentNode?.removeChild(node);
}

/**
 * Declares the prefixes of another document's root in this one. Imported content uses them in attribute values
 * (`mc:Choice Requires="wps"`), which a serialiser does not recognise. If a prefix has another meaning here, it is
 * declared on the imported elements instead.
 */
export function adoptNamespaces(root: Element, otherRoot: Element, imported: readonly Element[]): void {
  for (const [prefix, uri] of getPrefixes(otherRoot)) {
    const known = root.getAttributeNS(XMLNS, prefix);
    if (known === null) root.setAttributeNS(XMLNS, `xmlns:${prefix}`, uri);
    else if (known !== uri) for (const element of imported) element.setAttributeNS(XMLNS, `xmlns:${prefix}`, uri);
  }
  adoptIgnorable(root, otherRoot);
}

/** Adds the prefixes that older readers may ignore. Without `mc:Ignorable` they would have to reject the document. */
function adoptIgnorable(root: Element, otherRoot: Element): void {
  const prefixes = getPrefixes(root);
  const otherPrefixes = getPrefixes(otherRoot);
  const same = getIgnorable(otherRoot).filter((prefix) => prefixes.get(prefix) === otherPrefixes.get(prefix));
  const all = new Set([...getIgnorable(root), ...same]);
  if (same.length > 0) root.setAttributeNS(MC, 'mc:Ignorable', [...all].join(' '));
}

function getIgnorable(root: Element): string[] {
  return (root.getAttributeNS(MC, 'Ignorable') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
}

function getPrefixes(root: Element): Map<string, string> {
  const prefixes = new Map<string, string>();
  for (const { namespaceURI, prefix, localName, value } of root.attributes) {
    if (namespaceURI === XMLNS && prefix === 'xmlns' && localName) prefixes.set(localName, value);
  }
  return prefixes;
}
