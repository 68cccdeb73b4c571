import type { Document, Element, Node } from '@xmldom/xmldom';
import type { SandboxLibraries } from '../libraries.js';
import { DocxError } from './docx-error.js';

/** Parses and serialises the XML parts of a package. */
export class XmlCodec {
  readonly #xmldom: SandboxLibraries['xmldom'];

  constructor(xmldom: SandboxLibraries['xmldom']) {
    this.#xmldom = xmldom;
  }

  parse(bytes: Buffer, part: string): Document {
    const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
    // OPC forbids DTDs; refusing them also keeps entities out.
    if (/<!DOCTYPE/i.test(text)) throw new DocxError('corrupt', `The document's part ${part} contains a DTD.`);
    try {
      const onError = (level: string, message: string): void => {
        if (level !== 'warning') throw new Error(message);
      };
      return new this.#xmldom.DOMParser({ onError }).parseFromString(text, 'text/xml');
    } catch (cause) {
      throw new DocxError('corrupt', `The document's part ${part} is not well-formed XML.`, { cause });
    }
  }

  serialize(document: Document): Buffer {
    return Buffer.from(new this.#xmldom.XMLSerializer().serializeToString(document));
  }
}

const ELEMENT_NODE = 1;

export function isElement(node: Node | null): node is Element {
  return node?.nodeType === ELEMENT_NODE;
}

export function rootOf(document: Document): Element {
  return document.documentElement!; // parsing refuses documents without one
}

export function childElements(parent: Element): Element[] {
  const children: Element[] = [];
  for (let node = parent.firstChild; node; node = node.nextSibling) if (isElement(node)) children.push(node);
  return children;
}

/** Children of a name in the main namespace. */
export function wordChildren(parent: Element, name: string): Element[] {
  return childElements(parent).filter((child) => isWord(child, name));
}

export function wordChild(parent: Element, name: string): Element | undefined {
  return wordChildren(parent, name)[0];
}

export function isWord(element: Element, name: string): boolean {
  return element.namespaceURI === W && element.localName === name;
}

/** An element and everything inside it, in document order. A snapshot: xmldom's live lists are quadratic under changes. */
export function selfAndDescendants(root: Element): Element[] {
  const found: Element[] = [];
  const pending: Element[] = [root];
  for (let next = pending.pop(); next; next = pending.pop()) {
    found.push(next);
    pending.push(...childElements(next).reverse());
  }
  return found;
}

/** An attribute in the main namespace, `w:val` for one. */
export function wordAttribute(element: Element, name: string): string | undefined {
  return element.getAttributeNS(W, name) ?? undefined;
}

export function setWordAttribute(element: Element, name: string, value: string): void {
  const existing = element.getAttributeNodeNS(W, name);
  element.setAttributeNS(W, existing?.nodeName ?? `w:${name}`, value);
}

/** `w:val` of a child, as in `<w:name w:val="…"/>`. */
export function childValue(parent: Element, name: string): string | undefined {
  const child = wordChild(parent, name);
  return child && wordAttribute(child, 'val');
}

export function remove(node: Node): void {
  node.parentNode?.removeChild(node);
}

export function createWord(near: Element, name: string): Element {
  return near.ownerDocument!.createElementNS(W, `w:${name}`);
}

/** Namespaces of a .docx (transitional, ECMA-376 part 4). */
export const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
export const W14 = 'http://schemas.microsoft.com/office/word/2010/wordml';
export const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const WP = 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing';
export const MC = 'http://schemas.openxmlformats.org/markup-compatibility/2006';
export const OFFICE = 'urn:schemas-microsoft-com:office:office';
export const XMLNS = 'http://www.w3.org/2000/xmlns/';
export const PACKAGE_RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
export const CONTENT_TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types';

/**
 * Makes the prefixes of another document's root known to this one. Content refers to them in attribute values
 * (`mc:Choice Requires="wps"`), which no serialiser can see. A prefix that means something else here is declared on the
 * imported elements themselves.
 */
export function adoptNamespaces(root: Element, otherRoot: Element, imported: readonly Element[]): void {
  for (const [prefix, uri] of prefixesOf(otherRoot)) {
    const known = root.getAttributeNS(XMLNS, prefix);
    if (known === null) root.setAttributeNS(XMLNS, `xmlns:${prefix}`, uri);
    else if (known !== uri) for (const element of imported) element.setAttributeNS(XMLNS, `xmlns:${prefix}`, uri);
  }
  adoptIgnorable(root, otherRoot);
}

/** Prefixes an older reader may skip; without the mark it would have to refuse the document. */
function adoptIgnorable(root: Element, otherRoot: Element): void {
  const here = prefixesOf(root);
  const there = prefixesOf(otherRoot);
  const same = ignorableOf(otherRoot).filter((prefix) => here.get(prefix) === there.get(prefix));
  const all = new Set([...ignorableOf(root), ...same]);
  if (same.length > 0) root.setAttributeNS(MC, 'mc:Ignorable', [...all].join(' '));
}

function ignorableOf(root: Element): string[] {
  return (root.getAttributeNS(MC, 'Ignorable') ?? '').split(/\s+/).filter((prefix) => prefix !== '');
}

function prefixesOf(root: Element): Map<string, string> {
  const prefixes = new Map<string, string>();
  for (const { namespaceURI, prefix, localName, value } of root.attributes) {
    if (namespaceURI === XMLNS && prefix === 'xmlns' && localName) prefixes.set(localName, value);
  }
  return prefixes;
}
