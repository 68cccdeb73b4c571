import type { Document } from '@xmldom/xmldom';
import { CONTENT_TYPES } from './namespaces.js';
import { extensionOf } from './part-name.js';
import { childElements, rootOf } from './xml.js';

/** `[Content_Types].xml`: the media type of each part, by its name or its extension. */
export class ContentTypes {
  readonly #document: Document;
  readonly #defaults = new Map<string, string>();
  readonly #overrides = new Map<string, string>();

  constructor(document: Document) {
    this.#document = document;
    for (const element of childElements(rootOf(document))) {
      const type = element.getAttribute('ContentType') ?? '';
      if (element.localName === 'Default') this.#defaults.set(element.getAttribute('Extension')!.toLowerCase(), type);
      if (element.localName === 'Override') this.#overrides.set(keyOf(element.getAttribute('PartName')!), type);
    }
  }

  of(part: string): string | undefined {
    return this.#overrides.get(keyOf(`/${part}`)) ?? this.#defaults.get(extensionOf(part));
  }

  set(part: string, type: string): void {
    if (this.of(part) === type) return;
    this.#overrides.set(keyOf(`/${part}`), type);
    const element = this.#document.createElementNS(CONTENT_TYPES, 'Override');
    element.setAttribute('PartName', `/${part}`);
    element.setAttribute('ContentType', type);
    rootOf(this.#document).appendChild(element);
  }
}

/** Part names are equal without regard to case (OPC §6.2.2.3). */
function keyOf(partName: string): string {
  return partName.toLowerCase();
}
