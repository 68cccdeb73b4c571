import type { Element } from '@xmldom/xmldom';
import { type Companion, type CompanionKind, findCompanion, requireCompanion } from './companion-parts.js';
import type { Docx } from './open.js';
import { adoptNamespaces } from './root-namespaces.js';
import { setWordAttribute, wordAttribute, wordChildren } from './xml.js';

/** Which notes an element of the text refers to. */
const REFERENCES: Record<string, CompanionKind> = {
  footnoteReference: 'footnotes',
  endnoteReference: 'endnotes',
  commentReference: 'comments',
  commentRangeStart: 'comments',
  commentRangeEnd: 'comments',
};

export function noteKindOf(element: Element): CompanionKind | undefined {
  return Object.hasOwn(REFERENCES, element.localName!) ? REFERENCES[element.localName!] : undefined;
}

/** A note that was copied; what it refers to is still to be imported. */
export interface CopiedNote {
  note: Element;
  sourcePart: string;
  targetPart: string;
}

/** Brings footnotes, endnotes and comments of the appended document over, on demand, under new ids. */
export class NotesMerge {
  readonly copied: CopiedNote[] = [];
  readonly #base: Docx;
  readonly #other: Docx;
  readonly #ids = new Map<string, string>();

  constructor(base: Docx, other: Docx) {
    this.#base = base;
    this.#other = other;
  }

  /** The id to use for a note of the appended document; nothing if it is not defined there. */
  async idOf(kind: CompanionKind, id: string): Promise<string | undefined> {
    const key = `${kind} ${id}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const source = await findCompanion(this.#other, kind);
    const note = source && notesOf(source, kind).find((candidate) => wordAttribute(candidate, 'id') === id);
    if (!note) return undefined;

    const target = await requireCompanion(this.#base, kind);
    const used = notesOf(target, kind).map((other) => Number(wordAttribute(other, 'id')));
    const copy = target.root.ownerDocument!.importNode(note, true);
    const newId = String(Math.max(0, ...used) + 1);
    setWordAttribute(copy, 'id', newId);
    target.root.appendChild(copy);
    adoptNamespaces(target.root, source.root, [copy]);
    this.#ids.set(key, newId);
    this.copied.push({ note: copy, sourcePart: source.part, targetPart: target.part });
    return newId;
  }
}

function notesOf({ root }: Companion, kind: CompanionKind): Element[] {
  return wordChildren(root, kind.slice(0, -1));
}
