import type { Document } from '@xmldom/xmldom';
import { PACKAGE_RELATIONSHIPS } from './namespaces.js';
import { childElements, rootOf } from './xml.js';

/** A relationship of a part: to another part, or (external) to an address outside the package. */
export interface Relationship {
  id: string;
  type: string;
  target: string;
  isExternal: boolean;
}

export const RELATIONSHIPS_TYPE = 'application/vnd.openxmlformats-package.relationships+xml';

export const NO_RELATIONSHIPS = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="${PACKAGE_RELATIONSHIPS}"/>`;

/** The relationships of one part. */
export class Relationships {
  readonly #document: Document;
  readonly #byId = new Map<string, Relationship>();

  constructor(document: Document) {
    this.#document = document;
    for (const element of childElements(rootOf(document))) {
      const id = element.getAttribute('Id') ?? '';
      this.#byId.set(id, {
        id,
        type: element.getAttribute('Type') ?? '',
        target: element.getAttribute('Target') ?? '',
        isExternal: element.getAttribute('TargetMode') === 'External',
      });
    }
  }

  get(id: string): Relationship | undefined {
    return this.#byId.get(id);
  }

  all(): Relationship[] {
    return [...this.#byId.values()];
  }

  /** The first relationship whose type ends in this name, transitional or strict: `styles`, `officeDocument`, … */
  ofKind(kind: string): Relationship | undefined {
    return this.all().find(({ type, isExternal }) => !isExternal && type.endsWith(`/${kind}`));
  }

  /** Adds a relationship under a new id, or under the given one. */
  add({ type, target, isExternal }: Omit<Relationship, 'id'>, id = this.#freeId()): string {
    this.#byId.set(id, { id, type, target, isExternal });
    const element = this.#document.createElementNS(PACKAGE_RELATIONSHIPS, 'Relationship');
    element.setAttribute('Id', id);
    element.setAttribute('Type', type);
    element.setAttribute('Target', target);
    if (isExternal) element.setAttribute('TargetMode', 'External');
    rootOf(this.#document).appendChild(element);
    return id;
  }

  #freeId(): string {
    let n = this.#byId.size + 1;
    while (this.#byId.has(`rId${n}`)) n += 1;
    return `rId${n}`;
  }
}
