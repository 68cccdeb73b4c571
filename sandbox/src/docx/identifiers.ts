import type { Element } from '@xmldom/xmldom';
import { noteKindOf } from './lists-and-notes.js';
import { isWord, remove, selfAndDescendants, setWordAttribute, W14, WP, wordAttribute } from './xml.js';

/** Word's limit for the length of a bookmark's name. */
const MAX_BOOKMARK = 40;

/** Gives the ids inside appended content values that the base does not use. */
export class Identifiers {
  readonly #bookmarks: Set<string>;
  readonly #renamed = new Map<string, string>();
  readonly #annotations = new Map<string, string>();
  readonly #annotationIds: FreeIds;
  readonly #drawingIds: FreeIds;

  constructor(base: Element) {
    const elements = selfAndDescendants(base);
    this.#annotationIds = new FreeIds(elements.filter(isAnnotation).map((element) => wordAttribute(element, 'id')));
    this.#drawingIds = new FreeIds(elements.filter(isDrawing).map((element) => element.getAttribute('id')));
    this.#bookmarks = new Set(elements.flatMap((element) => bookmarkOf(element) ?? []));
  }

  /** To be called with all content before any of it is rewritten: links may come before what they lead to. */
  reserveBookmarks(elements: readonly Element[]): void {
    for (const name of new Set(elements.flatMap((element) => bookmarkOf(element) ?? []))) {
      let free = name;
      for (let n = 2; this.#bookmarks.has(free); n++) free = `${name.slice(0, MAX_BOOKMARK - 5)}_${n}`;
      this.#bookmarks.add(free);
      if (free !== name) this.#renamed.set(name, free);
    }
  }

  rewrite(element: Element): void {
    // Paragraph ids must be unique in the document and are optional.
    element.removeAttributeNS(W14, 'paraId');
    element.removeAttributeNS(W14, 'textId');
    if (isDrawing(element)) element.setAttribute('id', this.#drawingIds.take());
    if (isAnnotation(element)) setWordAttribute(element, 'id', this.#annotationId(wordAttribute(element, 'id')!));
    // So must ids of content controls be; Word gives a new one to a control without.
    if (isWord(element, 'id') && element.parentNode?.localName === 'sdtPr') remove(element);
    this.#rename(element);
  }

  #rename(element: Element): void {
    for (const attribute of ['name', 'anchor'] as const) {
      const fits = attribute === 'name' ? isWord(element, 'bookmarkStart') : isWord(element, 'hyperlink');
      const renamed = fits ? this.#renamed.get(wordAttribute(element, attribute) ?? '') : undefined;
      if (renamed !== undefined) setWordAttribute(element, attribute, renamed);
    }
    if (!isWord(element, 'instrText') || this.#renamed.size === 0) return;
    // Fields such as PAGEREF name bookmarks inside their instruction.
    const text = element.textContent ?? '';
    element.textContent = text.replace(/[\p{L}\p{N}_]+/gu, (word) => this.#renamed.get(word) ?? word);
  }

  /** The start and the end of a range share an id, and go on sharing it. */
  #annotationId(id: string): string {
    let newId = this.#annotations.get(id);
    if (newId === undefined) {
      newId = this.#annotationIds.take();
      this.#annotations.set(id, newId);
    }
    return newId;
  }
}

/** Bookmarks, tracked changes, permissions: whatever has a `w:id` that is not the id of a note. */
function isAnnotation(element: Element): boolean {
  return wordAttribute(element, 'id') !== undefined && !noteKindOf(element) && !isNote(element);
}

function isNote(element: Element): boolean {
  return ['footnote', 'endnote', 'comment'].some((name) => isWord(element, name));
}

function isDrawing(element: Element): boolean {
  return element.namespaceURI === WP && element.localName === 'docPr';
}

function bookmarkOf(element: Element): string | undefined {
  return isWord(element, 'bookmarkStart') ? wordAttribute(element, 'name') : undefined;
}

/** Hands out numbers that are not in use. Small ones: generators pick ids up to the limit, and one more is invalid. */
class FreeIds {
  readonly #used: Set<string | null | undefined>;
  #last = 0;

  constructor(used: readonly (string | null | undefined)[]) {
    this.#used = new Set(used);
  }

  take(): string {
    do this.#last += 1;
    while (this.#used.has(String(this.#last)));
    return String(this.#last);
  }
}
