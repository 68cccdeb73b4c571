import type { Element } from '@xmldom/xmldom';
import type { SandboxLibraries } from '../libraries.js';
import { type Docx, openDocx, requireCompanion } from './docx.js';
import { Identifiers } from './identifiers.js';
import { NotesMerge, NumberingMerge, noteKindOf } from './lists-and-notes.js';
import { PartCopier, RelationshipImporter } from './part-copy.js';
import { breakSection, mergeStyles } from './styles-and-sections.js';
import {
  adoptNamespaces,
  childElements,
  isWord,
  OFFICE,
  R,
  remove,
  rootOf,
  selfAndDescendants,
  setWordAttribute,
  wordAttribute,
} from './xml.js';

/** Appends documents to a base, in order, each as sections of its own. Returns the new .docx. */
export async function appendDocuments(
  base: Buffer,
  others: readonly Buffer[],
  libraries: SandboxLibraries,
): Promise<Buffer> {
  const target = await openDocx(base, libraries);
  for (const other of others) await append(target, await openDocx(other, libraries));
  return target.package.save();
}

async function append(base: Docx, other: Docx): Promise<void> {
  const copier = new PartCopier(other.package, base.package);
  const importer = (from: string, to: string): RelationshipImporter =>
    new RelationshipImporter(copier, { package: other.package, part: from }, { package: base.package, part: to });
  const identifiers = new Identifiers(base.root);
  const styles = await mergeStyles(base, other);
  const numbering = await NumberingMerge.of(base, other, styles.idOf);
  const notes = new NotesMerge(base, other);
  const references: References = { styleId: styles.idOf, numbering, notes, identifiers };

  const document = base.root.ownerDocument!;
  const text = childElements(other.body).filter((element) => !isWord(element, 'sectPr'));
  const content = text.map((element) => document.importNode(element, true));
  content.push(breakSection(base.body, other.body));
  for (const element of content) base.body.appendChild(element);
  adoptNamespaces(base.root, other.root, content);

  identifiers.reserveBookmarks(content.flatMap(selfAndDescendants));
  await rewriteContent(content, references, importer(other.mainPart, base.mainPart));
  await rewriteContent(styles.copied, references);
  await finishParts(base, copier, references);
  await finishNotes(notes, references, importer);
  await finishNumbering(base, numbering, references, importer);
}

type ImporterFactory = (from: string, to: string) => RelationshipImporter;

/** Headers and footers were copied whole, with their relationships; their text refers to styles and lists, too. */
async function finishParts(base: Docx, copier: PartCopier, references: References): Promise<void> {
  for (const { part, kind } of copier.copied) {
    if (kind !== 'header' && kind !== 'footer') continue;
    await rewriteContent([rootOf(await base.package.xml(part))], references);
  }
}

async function finishNotes(notes: NotesMerge, references: References, importer: ImporterFactory): Promise<void> {
  const importers = new Map<string, RelationshipImporter>();
  for (const { note, sourcePart, targetPart } of notes.copied) {
    const relationships = importers.get(sourcePart) ?? importer(sourcePart, targetPart);
    importers.set(sourcePart, relationships);
    await rewriteContent([note], references, relationships);
  }
}

/** Last, since everything else may have asked for lists. Of what they contain, only picture bullets have relationships. */
async function finishNumbering(
  base: Docx,
  numbering: NumberingMerge,
  references: References,
  importer: ImporterFactory,
): Promise<void> {
  if (numbering.copied.length === 0 || numbering.sourcePart === undefined) return;
  const { part } = await requireCompanion(base, 'numbering');
  const bullets = numbering.copied.filter((element) => isWord(element, 'numPicBullet'));
  await rewriteContent(bullets, references, importer(numbering.sourcePart, part));
}

const STYLE_REFERENCES = ['pStyle', 'rStyle', 'tblStyle'];

/** What content of the appended document refers to, and how each reference is brought over. */
export interface References {
  styleId: (id: string) => string;
  numbering: NumberingMerge;
  notes: NotesMerge;
  identifiers: Identifiers;
}

/**
 * Rewrites imported content so that each of its references means the same thing in the base. Without an importer the
 * relationships are left alone: they were copied under their old ids.
 */
export async function rewriteContent(
  content: readonly Element[],
  references: References,
  relationships?: RelationshipImporter,
): Promise<void> {
  for (const element of content.flatMap(selfAndDescendants)) {
    references.identifiers.rewrite(element);
    await rewriteReference(element, references);
    if (relationships) await rewriteRelationships(element, relationships);
  }
}

async function rewriteReference(element: Element, { styleId, numbering, notes }: References): Promise<void> {
  const value = wordAttribute(element, 'val');
  if (value !== undefined && STYLE_REFERENCES.some((name) => isWord(element, name))) {
    setWordAttribute(element, 'val', styleId(value));
  }
  if (value !== undefined && isWord(element, 'numId')) setWordAttribute(element, 'val', await numbering.numIdOf(value));
  const kind = noteKindOf(element);
  if (!kind) return;
  const id = await notes.idOf(kind, wordAttribute(element, 'id') ?? '');
  if (id === undefined) remove(element);
  else setWordAttribute(element, 'id', id);
}

/** Every attribute of the relationships namespace is one (`r:id`, `r:embed`, `r:link`, …), and so is VML's `o:relid`. */
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
