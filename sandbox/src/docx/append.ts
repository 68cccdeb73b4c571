import type { Element } from '@xmldom/xmldom';
import { type Docx, openDocx, requireCompanion } from './docx.js';
import { IdentifierMerge } from './identifiers.js';
import { getNoteKind, NotesMerge, NumberingMerge } from './lists-and-notes.js';
import { PartCopier, RelationshipImporter } from './part-copy.js';
import { breakSection, mergeStyles } from './styles-and-sections.js';
import {
  adoptNamespaces,
  getChildElements,
  getRoot,
  getSelfAndDescendants,
  getWordAttribute,
  isWord,
  OFFICE,
  R,
  remove,
  setWordAttribute,
} from './xml.js';

/** Appends documents to a base in order, each in sections of its own. @returns The new .docx. */
export async function appendDocuments(base: Buffer, others: readonly Buffer[]): Promise<Buffer> {
  const target = await openDocx(base);
  for (const other of others) await append(target, await openDocx(other));
  return target.package.save();
}

async function append(base: Docx, other: Docx): Promise<void> {
  const copier = new PartCopier(other.package, base.package);
  const createImporter: ImporterFactory = (from, to) =>
    new RelationshipImporter(copier, { package: other.package, part: from }, { package: base.package, part: to });
  const identifiers = new IdentifierMerge(base.root);
  const styles = await mergeStyles(base, other);
  const numbering = await NumberingMerge.create(base, other, styles.mapId);
  const notes = new NotesMerge(base, other);
  const references: References = { mapStyleId: styles.mapId, numbering, notes, identifiers };

  const document = base.root.ownerDocument!;
  const text = getChildElements(other.body).filter((element) => !isWord(element, 'sectPr'));
  const content = text.map((element) => document.importNode(element, true));
  content.push(breakSection(base.body, other.body));
  for (const element of content) base.body.appendChild(element);
  adoptNamespaces(base.root, other.root, content);

  identifiers.reserveBookmarks(content.flatMap(getSelfAndDescendants));
  await rewriteContent(content, references, createImporter(other.mainPart, base.mainPart));
  await rewriteContent(styles.copied, references);
  await rewriteParts(base, copier, references);
  await rewriteNotes(notes, references, createImporter);
  await rewriteNumbering(base, numbering, references, createImporter);
}

type ImporterFactory = (from: string, to: string) => RelationshipImporter;

/** Headers and footers were copied with their relationships, but their text also refers to styles and lists. */
async function rewriteParts(base: Docx, copier: PartCopier, references: References): Promise<void> {
  for (const { part, kind } of copier.copied) {
    if (kind !== 'header' && kind !== 'footer') continue;
    await rewriteContent([getRoot(await base.package.getXml(part))], references);
  }
}

async function rewriteNotes(notes: NotesMerge, references: References, createImporter: ImporterFactory): Promise<void> {
  const importers = new Map<string, RelationshipImporter>();
  for (const { note, sourcePart, targetPart } of notes.copied) {
    const relationships = importers.get(sourcePart) ?? createImporter(sourcePart, targetPart);
    importers.set(sourcePart, relationships);
    await rewriteContent([note], references, relationships);
  }
}

/** Runs last, because all other content can refer to lists. Of a list, only picture bullets have relationships. */
async function rewriteNumbering(
  base: Docx,
  numbering: NumberingMerge,
  references: References,
  createImporter: ImporterFactory,
): Promise<void> {
  if (numbering.copied.length === 0 || numbering.sourcePart === undefined) return;
  const { part } = await requireCompanion(base, 'numbering');
  const bullets = numbering.copied.filter((element) => isWord(element, 'numPicBullet'));
  await rewriteContent(bullets, references, createImporter(numbering.sourcePart, part));
}

/** Maps what the content of the appended document refers to. */
interface References {
  mapStyleId: (id: string) => string;
  numbering: NumberingMerge;
  notes: NotesMerge;
  identifiers: IdentifierMerge;
}

/**
 * Rewrites imported content so that each of its references means the same in the base. Without an importer,
 * relationships are left unchanged, because they were copied with their ids.
 */
async function rewriteContent(
  content: readonly Element[],
  references: References,
  relationships?: RelationshipImporter,
): Promise<void> {
  for (const element of content.flatMap(getSelfAndDescendants)) {
    references.identifiers.rewrite(element);
    await rewriteReference(element, references);
    if (relationships) await rewriteRelationships(element, relationships);
  }
}

const STYLE_REFERENCES = ['pStyle', 'rStyle', 'tblStyle'];

async function rewriteReference(element: Element, { mapStyleId, numbering, notes }: References): Promise<void> {
  const value = getWordAttribute(element, 'val');
  if (value !== undefined && STYLE_REFERENCES.some((name) => isWord(element, name))) {
    setWordAttribute(element, 'val', mapStyleId(value));
  }
  if (value !== undefined && isWord(element, 'numId'))
    setWordAttribute(element, 'val', await numbering.mapNumId(value));
  const kind = getNoteKind(element);
  if (!kind) return;
  const id = await notes.mapId(kind, getWordAttribute(element, 'id') ?? '');
  if (id === undefined) remove(element);
  else setWordAttribute(element, 'id', id);
}

/** Every attribute in the relationships namespace (`r:id`, `r:embed`, `r:link`, …) and VML's `o:relid` is an id. */
async function rewriteRelationships(element: Element, relationships: RelationshipImporter): Promise<void> {
  for (const attribute of [...element.attributes]) {
    const { namespaceURI, localName, nodeName, value } = attribute;
    if (namespaceURI !== R && !(namespaceURI === OFFICE && localName === 'relid')) continue;
    if (value === '') continue;
    const id = await relationships.import(value);
    if (id === undefined) element.removeAttributeNode(attribute);
    else element.setAttributeNS(namespaceURI, nodeName, id);
  }
}
