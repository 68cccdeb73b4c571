import type { Document, Element, Node } from '@xmldom/xmldom';
import type { SandboxLibraries } from '../libraries.js';
import { DocxError } from './docx-error.js';
import { W } from './namespaces.js';

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
