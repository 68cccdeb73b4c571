import type { SandboxLibraries } from '../libraries.js';
import { requireCompanion } from './companion-parts.js';
import { type References, rewriteContent } from './content-import.js';
import { Identifiers } from './identifiers.js';
import { NotesMerge } from './notes.js';
import { NumberingMerge } from './numbering.js';
import { type Docx, openDocx } from './open.js';
import { PartCopier, RelationshipImporter } from './part-copy.js';
import { adoptNamespaces } from './root-namespaces.js';
import { breakSection } from './sections.js';
import { mergeStyles } from './styles.js';
import { childElements, isWord, rootOf, selfAndDescendants } from './xml.js';

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
