import type { Element } from '@xmldom/xmldom';
import type { SandboxLibraries } from '../libraries.js';
import { DocxError } from './docx-error.js';
import { W } from './namespaces.js';
import { OpcPackage } from './opc-package.js';
import { resolveTarget } from './part-name.js';
import { rootOf, wordChild } from './xml.js';

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
