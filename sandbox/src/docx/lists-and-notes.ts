import { randomBytes } from 'node:crypto';
import type { Element } from '@xmldom/xmldom';
import { type Companion, type CompanionKind, type Docx, findCompanion, requireCompanion } from './docx.js';
import {
  adoptNamespaces,
  childValue,
  selfAndDescendants,
  setWordAttribute,
  wordAttribute,
  wordChild,
  wordChildren,
} from './xml.js';

/** The order in which `w:numbering` must have its children. */
const ORDER = ['numPicBullet', 'abstractNum', 'num', 'numIdMacAtCleanup'];
/** Elements of a list definition whose value is a style. */
const STYLE_REFERENCES = new Set(['pStyle', 'styleLink', 'numStyleLink']);

/** Brings list definitions of the appended document over, on demand, as lists of their own: no list goes on in another. */
export class NumberingMerge {
  /** List definitions and picture bullets that were copied; what they refer to is still to be imported. */
  readonly copied: Element[] = [];
  readonly #base: Docx;
  readonly #source: Companion | undefined;
  readonly #styleId: (id: string) => string;
  readonly #nums = new Map<string, string>();
  readonly #abstracts = new Map<string, string>();
  readonly #bullets = new Map<string, string>();

  static async of(base: Docx, other: Docx, styleId: (id: string) => string): Promise<NumberingMerge> {
    return new NumberingMerge(base, await findCompanion(other, 'numbering'), styleId);
  }

  private constructor(base: Docx, source: Companion | undefined, styleId: (id: string) => string) {
    this.#base = base;
    this.#source = source;
    this.#styleId = styleId;
  }

  get sourcePart(): string | undefined {
    return this.#source?.part;
  }

  /** The id to use for a list of the appended document. `0` means "no list", as does one that is not defined there. */
  async numIdOf(numId: string): Promise<string> {
    const known = this.#nums.get(numId);
    if (known !== undefined) return known;
    const num = this.#find('num', 'numId', numId);
    const abstract = num && this.#find('abstractNum', 'abstractNumId', childValue(num, 'abstractNumId') ?? '');
    if (!num || !abstract || numId === '0') return '0';

    const { root } = await requireCompanion(this.#base, 'numbering');
    adoptNamespaces(root, this.#source!.root, []);
    const abstractId = this.#copyAbstract(root, abstract);
    const copy = this.#copy(root, num, 'numId', this.#nums, numId);
    setWordAttribute(wordChild(copy, 'abstractNumId')!, 'val', abstractId);
    return wordAttribute(copy, 'numId')!;
  }

  #copyAbstract(root: Element, abstract: Element): string {
    const id = wordAttribute(abstract, 'abstractNumId')!;
    const known = this.#abstracts.get(id);
    if (known !== undefined) return known;
    const copy = this.#copy(root, abstract, 'abstractNumId', this.#abstracts, id);
    // Word takes definitions with the same nsid for the same list and would go on counting.
    const nsid = wordChild(copy, 'nsid');
    if (nsid) setWordAttribute(nsid, 'val', randomBytes(4).toString('hex').toUpperCase());
    for (const element of selfAndDescendants(copy)) {
      const value = wordAttribute(element, 'val');
      if (value === undefined) continue;
      if (STYLE_REFERENCES.has(element.localName!)) setWordAttribute(element, 'val', this.#styleId(value));
      if (element.localName === 'lvlPicBulletId') setWordAttribute(element, 'val', this.#copyBullet(root, value));
    }
    return wordAttribute(copy, 'abstractNumId')!;
  }

  #copyBullet(root: Element, id: string): string {
    const bullet = this.#find('numPicBullet', 'numPicBulletId', id);
    if (!bullet) return id;
    return (
      this.#bullets.get(id) ??
      wordAttribute(this.#copy(root, bullet, 'numPicBulletId', this.#bullets, id), 'numPicBulletId')!
    );
  }

  /** Copies a definition under the next free id and notes the id. */
  #copy(root: Element, element: Element, attribute: string, ids: Map<string, string>, id: string): Element {
    const name = element.localName!;
    const used = wordChildren(root, name).map((other) => Number(wordAttribute(other, attribute)));
    const copy = root.ownerDocument!.importNode(element, true);
    ids.set(id, String(Math.max(0, ...used) + 1));
    setWordAttribute(copy, attribute, ids.get(id)!);
    const later = ORDER.slice(ORDER.indexOf(name) + 1).flatMap((next) => wordChildren(root, next))[0];
    root.insertBefore(copy, later ?? null);
    this.copied.push(copy);
    return copy;
  }

  #find(name: string, attribute: string, id: string): Element | undefined {
    if (!this.#source) return undefined;
    return wordChildren(this.#source.root, name).find((element) => wordAttribute(element, attribute) === id);
  }
}

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
