import type { Element } from '@xmldom/xmldom';
import type { SandboxLibraries } from '../libraries.js';
import { DocxError } from './docx-error.js';
import { folderOf, freeName, OpcPackage, relativeTarget, resolveTarget } from './opc-package.js';
import { R, rootOf, W, wordChild } from './xml.js';

/** An open .docx: its package and the part that holds the text. */
export interface Docx {
  package: OpcPackage;
  /** Name of the main part, as a rule `word/document.xml`. */
  mainPart: string;
  /** `w:document` of the main part. */
  root: Element;
  /** `w:body` of the main part. */
  body: Element;
}

/** Opens a .docx, or says why it cannot. */
export async function openDocx(bytes: Buffer, libraries: SandboxLibraries): Promise<Docx> {
  const opened = await OpcPackage.open(bytes, libraries);
  const main = (await opened.relationshipsOf('')).ofKind('officeDocument');
  if (!main) throw new DocxError('corrupt', 'The package names no main document.');
  const mainPart = resolveTarget('', main.target);
  const root = rootOf(await opened.xml(mainPart));
  if (root.localName !== 'document') throw new DocxError('corrupt', 'The package is no word-processing document.');
  if (root.namespaceURI !== W) throw new DocxError('unsupported', 'The sandbox does not read Strict Open XML.');
  const body = wordChild(root, 'body');
  if (!body) throw new DocxError('corrupt', 'The document has no body.');
  return { package: opened, mainPart, root, body };
}

/** The parts beside the main one that its content refers to by ids of their own. */
export type CompanionKind = 'styles' | 'numbering' | 'footnotes' | 'endnotes' | 'comments';

/** A companion part and its root element. */
export interface Companion {
  part: string;
  root: Element;
}

export async function findCompanion(docx: Docx, kind: CompanionKind): Promise<Companion | undefined> {
  const relationship = (await docx.package.relationshipsOf(docx.mainPart)).ofKind(kind);
  if (!relationship) return undefined;
  const part = resolveTarget(docx.mainPart, relationship.target);
  if (!docx.package.has(part)) return undefined;
  return { part, root: rootOf(await docx.package.xml(part)) };
}

/** The companion, made empty if the document has none yet. */
export async function requireCompanion(docx: Docx, kind: CompanionKind): Promise<Companion> {
  const existing = await findCompanion(docx, kind);
  if (existing) return existing;
  const part = freeName(`${folderOf(docx.mainPart)}${kind}.xml`, (name) => docx.package.has(name));
  const type = `application/vnd.openxmlformats-officedocument.wordprocessingml.${kind}+xml`;
  docx.package.add(part, Buffer.from(emptyPart(kind)), type);
  const target = relativeTarget(docx.mainPart, part);
  (await docx.package.relationshipsOf(docx.mainPart)).add({ type: `${R}/${kind}`, target, isExternal: false });
  return { part, root: rootOf(await docx.package.xml(part)) };
}

function emptyPart(kind: CompanionKind): string {
  const content = kind === 'footnotes' || kind === 'endnotes' ? separators(kind.slice(0, -1)) : '';
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:${kind} xmlns:w="${W}">${content}</w:${kind}>`;
}

/** Word expects the two lines between text and notes to be there. */
function separators(note: string): string {
  const separator = (id: number, type: string): string =>
    `<w:${note} w:type="${type}" w:id="${id}"><w:p><w:r><w:${type}/></w:r></w:p></w:${note}>`;
  return separator(-1, 'separator') + separator(0, 'continuationSeparator');
}
