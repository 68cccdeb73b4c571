import type { Element } from '@xmldom/xmldom';
import { getNoteKind } from './lists-and-notes.js';
import { getSelfAndDescendants, getWordAttribute, isWord, remove, setWordAttribute, W14, WP } from './xml.js';

/** Maximum length of a bookmark's name in Word. */
const MAX_BOOKMARK_LENGTH = 40;

/** Replaces the ids inside appended content by ids that the base does not use. */
export class IdentifierMerge {
  readonly #bookmarks: Set<string>;
  readonly #renamedBookmarks = new Map<string, string>();
  readonly #annotations = new Map<string, string>();
  readonly #annotationIds: FreeIds;
  readonly #drawingIds: FreeIds;

  constructor(base: Element) {
    const elements = getSelfAndDescendants(base);
    this.#annotationIds = new FreeIds(elements.filter(isAnnotation).map((element) => getWordAttribute(element, 'id')));
    this.#drawingIds = new FreeIds(elements.filter(isDrawing).map((element) => element.getAttribute('id')));
    this.#bookmarks = new Set(elements.flatMap((element) => getBookmarkName(element) ?? []));
  }

  /** Call it with all content before any of it is rewritten, because links may precede their bookmarks. */
  reserveBookmarks(elements: readonly Element[]): void {
    for (const name of new Set(elements.flatMap((element) => getBookmarkName(element) ?? []))) {
      let free = name;
      for (let n = 2; this.#bookmarks.has(free); n++) free = `${name.slice(0, MAX_BOOKMARK_LENGTH - 5)}_${n}`;
      this.#bookmarks.add(free);
      if (free !== name) this.#renamedBookmarks.set(name, free);
    }
  }

  rewrite(element: Element): void {
    // Paragraph ids must be unique in the document, and are optional.
    element.removeAttributeNS(W14, 'paraId');
    element.removeAttributeNS(W14, 'textId');
    if (isDrawing(element)) element.setAttribute('id', this.#drawingIds.next());
    if (isAnnotation(element)) setWordAttribute(element, 'id', this.#mapAnnotationId(getWordAttribute(element, 'id')!));
    // Ids of content controls must be unique as well. Word assigns an id to a control that has none.
    if (isWord(element, 'id') && element.parentNode?.localName === 'sdtPr') remove(element);
    this.#renameBookmarks(element);
  }

  #renameBookmarks(element: Element): void {
    for (const attribute of ['name', 'anchor'] as const) {
      const matches = attribute === 'name' ? isWord(element, 'bookmarkStart') : isWord(element, 'hyperlink');
      const renamed = matches ? this.#renamedBookmarks.get(getWordAttribute(element, attribute) ?? '') : undefined;
      if (renamed !== undefined) setWordAttribute(element, attribute, renamed);
    }
    if (!isWord(element, 'instrText') || this.#renamedBookmarks.size === 0) return;
    // Fields such as PAGEREF refer to bookmarks in their instruction.
    const text = element.textContent ?? '';
    element.textContent = text.replace(/[\p{L}\p{N}_]+/gu, (word) => this.#renamedBookmarks.get(word) ?? word);
  }

  /** The start and the end of a range have the same id, before and after. */
  #mapAnnotationId(id: string): string {
    let newId = this.#annotations.get(id);
    if (newId === undefined) {
      newId = this.#annotationIds.next();
      this.#annotations.set(id, newId);
    }
    return newId;
  }
}

/** True for bookmarks, tracked changes and permissions: every element with a `w:id` that is not the id of a note. */
function isAnnotation(element: Element): boolean {
  return getWordAttribute(element, 'id') !== undefined && !getNoteKind(element) && !isNote(element);
}

function isNote(element: Element): boolean {
  return ['footnote', 'endnote', 'comment'].some((name) => isWord(element, name));
}

function isDrawing(element: Element): boolean {
  return element.namespaceURI === WP && element.localName === 'docPr';
}

function getBookmarkName(element: Element): string | undefined {
  return isWord(element, 'bookmarkStart') ? getWordAttribute(element, 'name') : undefined;
}

/** Generates unused ids, starting from 1: some generators use ids up to the maximum, so the next higher is invalid. */
class FreeIds {
  readonly #used: Set<string | null | undefined>;
  #last = 0;

  constructor(used: readonly (string | null | undefined)[]) {
    this.#used = new Set(used);
  }

  next(): string {
    do this.#last += 1;
    while (this.#used.has(String(this.#last)));
    return String(this.#last);
  }
}
