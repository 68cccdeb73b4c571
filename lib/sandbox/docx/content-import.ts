import type { Element } from '@xmldom/xmldom';
import type { Identifiers } from './identifiers.js';
import { OFFICE, R } from './namespaces.js';
import { type NotesMerge, noteKindOf } from './notes.js';
import type { NumberingMerge } from './numbering.js';
import type { RelationshipImporter } from './part-copy.js';
import { isWord, remove, selfAndDescendants, setWordAttribute, wordAttribute } from './xml.js';

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
