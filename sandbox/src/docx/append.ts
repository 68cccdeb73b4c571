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
  const target = openDocx(base);
  for (const other of others) append(target, openDocx(other));
  return await target.package.save();
}

function append(base: Docx, other: Docx): void {
  const copier = new PartCopier(other.package, base.package);
  const createImporter: ImporterFactory = (from, to) =>
    new RelationshipImporter(copier, { package: other.package, part: from }, { package: base.package, part: to });
  const identifiers = new IdentifierMerge(base.root);
  const styles = mergeStyles(base, other);
  const numbering = NumberingMerge.create(base, other, styles.mapId);
  const notes = new NotesMerge(base, other);
  const references: References = { mapStyleId: styles.mapId, numbering, notes, identifiers };

  const document = base.root.ownerDocument!;
  const text = getChildElements(other.body).filter((element) => !isWord(element, 'sectPr'));
  const content = text.map((element) => document.importNode(element, true));
  content.push(breakSection(base.body, other.body));
  for (const element of content) base.body.appendChild(element);
  adoptNamespaces(base.root, other.root, content);

  identifiers.reserveBookmarks(content.flatMap(getSelfAndDescendants));
  rewriteContent(content, references, createImporter(other.mainPart, base.mainPart));
  rewriteContent(styles.copied, references);
  rewriteParts(base, copier, references);
  rewriteNotes(notes, references, createImporter);
  rewriteNumbering(base, numbering, references, createImporter);
}

type ImporterFactory = (from: string, to: string) => RelationshipImporter;

/** Headers and footers were copied with their relationships, but their text also refers to styles and lists. */
function rewriteParts(base: Docx, copier: PartCopier, references: References): void {
  for (const { part, kind } of copier.copied) {
    if (kind !== 'header' && kind !== 'footer') continue;
    rewriteContent([getRoot(base.package.getXml(part))], references);
  }
}

function rewriteNotes(notes: NotesMerge, references: References, createImporter: ImporterFactory): void {
  const importers = new Map<string, RelationshipImporter>();
  for (const { note, sourcePart, targetPart } of notes.copied) {
    const relationships = importers.get(sourcePart) ?? createImporter(sourcePart, targetPart);
    importers.set(sourcePart, relationships);
    rewriteContent([note], references, relationships);
  }
}

/** Runs last, because all other content can refer to lists. Of a list, only picture bullets have relationships. */
function rewriteNumbering(
  base: Docx,
  numbering: NumberingMerge,
  references: References,
  createImporter: ImporterFactory,
): void {
  if (numbering.copied.length === 0 || numbering.sourcePart === undefined) return;
  const { part } = requireCompanion(base, 'numbering');
  const bullets = numbering.copied.filter((element) => isWord(element, 'numPicBullet'));
  rewriteContent(bullets, references, createImporter(numbering.sourcePart, part));
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
function rewriteContent(
  content: readonly Element[],
  references: References,
  relationships?: RelationshipImporter,
): void {
  for (const element of content.flatMap(getSelfAndDescendants)) {
    references.identifiers.rewrite(element);
    rewriteReference(element, references);
    if (relationships) rewriteRelationships(element, relationships);
  }
}

const STYLE_REFERENCES = ['pStyle', 'rStyle', 'tblStyle'];

function rewriteReference(element: Element, { mapStyleId, numbering, notes }: References): void {
  const value = getWordAttribute(element, 'val');
  if (value !== undefined && STYLE_REFERENCES.some((name) => isWord(element, name))) {
    setWordAttribute(element, 'val', mapStyleId(value));
  }
  if (value !== undefined && isWord(element, 'numId')) setWordAttribute(element, 'val', numbering.mapNumId(value));
  const kind = getNoteKind(element);
  if (!kind) return;
  const id = notes.mapId(kind, getWordAttribute(element, 'id') ?? '');
  if (id === undefined) remove(element);
  else setWordAttribute(element, 'id', id);
}

/** Every attribute in the relationships namespace (`r:id`, `r:embed`, `r:link`, …) and VML's `o:relid` is an id. */
function rewriteRelationships(element: Element, relationships: RelationshipImporter): void {
  for (const attribute of [...element.attributes]) {
    const { namespaceURI, localName, nodeName, value } = attribute;
    if (namespaceURI !== R && !(namespaceURI === OFFICE && localName === 'relid')) continue;
    if (value === '') continue;
    const id = relationships.import(value);
    if (id === undefined) element.removeAttributeNode(attribute);
    else element.setAttributeNS(namespaceURI, nodeName, id);
  }
}
