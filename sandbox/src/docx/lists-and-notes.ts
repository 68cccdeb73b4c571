import { randomBytes } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { type Companion, type CompanionKind, type Docx, findCompanion, requireCompanion } from './docx.js';
import {
  adoptNamespaces,
  getChildValue,
  getSelfAndDescendants,
  getWordAttribute,
  getWordChild,
  getWordChildren,
  setWordAttribute,
} from './xml.js';

/** The order in which `w:numbering` must have its children. */
const ORDER = ['numPicBullet', 'abstractNum', 'num', 'numIdMacAtCleanup'];
/** Elements of a list definition whose value is a style. */
const STYLE_REFERENCES = new Set(['pStyle', 'styleLink', 'numStyleLink']);

/** Copies the list definitions that appended content refers to. Copies are separate lists, which start counting anew. */
export class NumberingMerge {
  /** Copied list definitions and picture bullets. What they refer to has not been imported yet. */
  readonly copied: Element[] = [];
  readonly #base: Docx;
  readonly #source: Companion | undefined;
  readonly #mapStyleId: (id: string) => string;
  readonly #nums = new Map<string, string>();
  readonly #abstracts = new Map<string, string>();
  readonly #bullets = new Map<string, string>();

  static create(base: Docx, other: Docx, mapStyleId: (id: string) => string): NumberingMerge {
    return new NumberingMerge(base, findCompanion(other, 'numbering'), mapStyleId);
  }

  private constructor(base: Docx, source: Companion | undefined, mapStyleId: (id: string) => string) {
    this.#base = base;
    this.#source = source;
    this.#mapStyleId = mapStyleId;
  }

  get sourcePart(): string | undefined {
    return this.#source?.part;
  }

  /** Maps the id of a list of the appended document to its id in the base. `0` means "no list", as do unknown ids. */
  mapNumId(numId: string): string {
    const known = this.#nums.get(numId);
    if (known !== undefined) return known;
    const num = this.#find('num', 'numId', numId);
    const abstract = num && this.#find('abstractNum', 'abstractNumId', getChildValue(num, 'abstractNumId') ?? '');
    if (!num || !abstract || numId === '0') return '0';

    const { root } = requireCompanion(this.#base, 'numbering');
    adoptNamespaces(root, this.#source!.root, []);
    const abstractId = this.#copyAbstract(root, abstract);
    const copy = this.#copy(root, num, 'numId', this.#nums, numId);
    setWordAttribute(getWordChild(copy, 'abstractNumId')!, 'val', abstractId);
    return getWordAttribute(copy, 'numId')!;
  }

  #copyAbstract(root: Element, abstract: Element): string {
    const id = getWordAttribute(abstract, 'abstractNumId')!;
    const known = this.#abstracts.get(id);
    if (known !== undefined) return known;
    const copy = this.#copy(root, abstract, 'abstractNumId', this.#abstracts, id);
    // Word treats definitions with the same nsid as one list, and would continue its numbers.
    const nsid = getWordChild(copy, 'nsid');
    if (nsid) setWordAttribute(nsid, 'val', randomBytes(4).toString('hex').toUpperCase());
    for (const element of getSelfAndDescendants(copy)) {
      const value = getWordAttribute(element, 'val');
      if (value === undefined) continue;
      if (STYLE_REFERENCES.has(element.localName!)) setWordAttribute(element, 'val', this.#mapStyleId(value));
      if (element.localName === 'lvlPicBulletId') setWordAttribute(element, 'val', this.#copyBullet(root, value));
    }
    return getWordAttribute(copy, 'abstractNumId')!;
  }

  #copyBullet(root: Element, id: string): string {
    const bullet = this.#find('numPicBullet', 'numPicBulletId', id);
    if (!bullet) return id;
    return (
      this.#bullets.get(id) ??
      getWordAttribute(this.#copy(root, bullet, 'numPicBulletId', this.#bullets, id), 'numPicBulletId')!
    );
  }

  /** Copies a definition with the next free id, and records the id. */
  #copy(root: Element, element: Element, attribute: string, ids: Map<string, string>, id: string): Element {
    const name = element.localName!;
    const used = getWordChildren(root, name).map((other) => Number(getWordAttribute(other, attribute)));
    const copy = root.ownerDocument!.importNode(element, true);
    ids.set(id, String(Math.max(0, ...used) + 1));
    setWordAttribute(copy, attribute, ids.get(id)!);
    const later = ORDER.slice(ORDER.indexOf(name) + 1).flatMap((next) => getWordChildren(root, next))[0];
    root.insertBefore(copy, later ?? null);
    this.copied.push(copy);
    return copy;
  }

  #find(name: string, attribute: string, id: string): Element | undefined {
    if (!this.#source) return undefined;
    return getWordChildren(this.#source.root, name).find((element) => getWordAttribute(element, attribute) === id);
  }
}

/** A copied note. What it refers to has not been imported yet. */
export interface CopiedNote {
  note: Element;
  sourcePart: string;
  targetPart: string;
}

/** Copies the footnotes, endnotes and comments that appended content refers to, with new ids. */
export class NotesMerge {
  readonly copied: CopiedNote[] = [];
  readonly #base: Docx;
  readonly #other: Docx;
  readonly #ids = new Map<string, string>();

  constructor(base: Docx, other: Docx) {
    this.#base = base;
    this.#other = other;
  }

  /** Maps the id of a note of the appended document to its id in the base. Undefined if there is no such note. */
  mapId(kind: CompanionKind, id: string): string | undefined {
    const key = `${kind} ${id}`;
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const source = findCompanion(this.#other, kind);
    const note = source && getNotes(source, kind).find((candidate) => getWordAttribute(candidate, 'id') === id);
    if (!note) return undefined;

    const target = requireCompanion(this.#base, kind);
    const used = getNotes(target, kind).map((other) => Number(getWordAttribute(other, 'id')));
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

function getNotes({ root }: Companion, kind: CompanionKind): Element[] {
  return getWordChildren(root, kind.slice(0, -1));
}

/** The part that contains the note, by the element that refers to the note. */
const NOTE_REFERENCES: Record<string, CompanionKind> = {
  footnoteReference: 'footnotes',
  endnoteReference: 'endnotes',
  commentReference: 'comments',
  commentRangeStart: 'comments',
  commentRangeEnd: 'comments',
};

/** Returns the kind of note that an element refers to, or undefined if it is not a reference. */
export function getNoteKind(element: Element): CompanionKind | undefined {
  return Object.hasOwn(NOTE_REFERENCES, element.localName!) ? NOTE_REFERENCES[element.localName!] : undefined;
}
