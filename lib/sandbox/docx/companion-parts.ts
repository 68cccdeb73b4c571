import type { Element } from '@xmldom/xmldom';
import { R, W } from './namespaces.js';
import type { Docx } from './open.js';
import { folderOf, freeName, relativeTarget, resolveTarget } from './part-name.js';
import { rootOf } from './xml.js';

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
