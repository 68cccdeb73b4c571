import type { Element } from '@xmldom/xmldom';
import { DocxError } from './docx-error.js';
import { findFreePartName, getFolder, OpcPackage, resolveTarget, toRelativeTarget } from './opc-package.js';
import { getRoot, getWordChild, R, W } from './xml.js';

/** An open .docx: its package, and the part that contains the text. */
export interface Docx {
  package: OpcPackage;
  /** Name of the main part, usually `word/document.xml`. */
  mainPart: string;
  /** `w:document` of the main part. */
  root: Element;
  /** `w:body` of the main part. */
  body: Element;
}

/** @throws {DocxError} If the bytes are not a .docx that the sandbox supports. */
export function openDocx(bytes: Buffer): Docx {
  const opened = OpcPackage.open(bytes);
  const main = opened.getRelationships('').findByKind('officeDocument');
  if (!main) throw new DocxError('corrupt', 'The package has no main document.');
  const mainPart = resolveTarget('', main.target);
  const root = getRoot(opened.getXml(mainPart));
  if (root.localName !== 'document') throw new DocxError('corrupt', 'The package is not a word-processing document.');
  if (root.namespaceURI !== W) throw new DocxError('unsupported', 'The sandbox does not support Strict Open XML.');
  const body = getWordChild(root, 'body');
  if (!body) throw new DocxError('corrupt', 'The document has no body.');
  return { package: opened, mainPart, root, body };
}

/** A part beside the main part whose elements the content refers to by id. */
export type CompanionKind = 'styles' | 'numbering' | 'footnotes' | 'endnotes' | 'comments';

export interface Companion {
  part: string;
  root: Element;
}

export function findCompanion(docx: Docx, kind: CompanionKind): Companion | undefined {
  const relationship = docx.package.getRelationships(docx.mainPart).findByKind(kind);
  if (!relationship) return undefined;
  const part = resolveTarget(docx.mainPart, relationship.target);
  if (!docx.package.has(part)) return undefined;
  return { part, root: getRoot(docx.package.getXml(part)) };
}

/** Returns the companion part. Adds an empty one if the document has none. */
export function requireCompanion(docx: Docx, kind: CompanionKind): Companion {
  const existing = findCompanion(docx, kind);
  if (existing) return existing;
  const part = findFreePartName(`${getFolder(docx.mainPart)}${kind}.xml`, (name) => docx.package.has(name));
  const type = `application/vnd.openxmlformats-officedocument.wordprocessingml.${kind}+xml`;
  docx.package.add(part, Buffer.from(createEmptyCompanion(kind)), type);
  const target = toRelativeTarget(docx.mainPart, part);
  docx.package.getRelationships(docx.mainPart).add({ type: `${R}/${kind}`, target, isExternal: false });
  return { part, root: getRoot(docx.package.getXml(part)) };
}

function createEmptyCompanion(kind: CompanionKind): string {
  const content = kind === 'footnotes' || kind === 'endnotes' ? createSeparators(kind.slice(0, -1)) : '';
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:${kind} xmlns:w="${W}">${content}</w:${kind}>`;
}

/** The two lines between text and notes, which Word requires. */
function createSeparators(note: string): string {
  const createSeparator = (id: number, type: string): string =>
    `<w:${note} w:type="${type}" w:id="${id}"><w:p><w:r><w:${type}/></w:r></w:p></w:${note}>`;
  return createSeparator(-1, 'separator') + createSeparator(0, 'continuationSeparator');
}
