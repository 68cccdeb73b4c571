import {
  findFreePartName,
  type OpcPackage,
  type Relationship,
  resolveTarget,
  toRelativeTarget,
} from './opc-package.js';

/** A part that was copied, and whose content may have to be rewritten. */
export interface CopiedPart {
  /** Its name in the target package. */
  part: string;
  /** The kind of relationship that refers to it: `image`, `header`, … */
  kind: string;
}

/** Copies parts (images, headers, charts, …) to another package, with everything they refer to, each only once. */
export class PartCopier {
  readonly copied: CopiedPart[] = [];
  readonly #from: OpcPackage;
  readonly #to: OpcPackage;
  readonly #names = new Map<string, string>();

  constructor(from: OpcPackage, to: OpcPackage) {
    this.#from = from;
    this.#to = to;
  }

  /** @returns The relationship for the part `newOwner`, or undefined if its target does not exist. */
  copy(relationship: Relationship, owner: string, newOwner: string): Omit<Relationship, 'id'> | undefined {
    const { type, target, isExternal } = relationship;
    if (isExternal) return { type, target, isExternal };
    const part = resolveTarget(owner, target);
    if (!this.#from.has(part)) return undefined;
    const name = this.#copyPart(part, type.slice(type.lastIndexOf('/') + 1));
    return { type, target: toRelativeTarget(newOwner, name), isExternal };
  }

  #copyPart(part: string, kind: string): string {
    const known = this.#names.get(part.toLowerCase());
    if (known !== undefined) return known;
    const name = findFreePartName(part, (candidate) => this.#to.has(candidate));
    this.#names.set(part.toLowerCase(), name); // before its relationships, which may be circular
    const type = this.#from.contentTypes.get(part) ?? 'application/octet-stream';
    this.#to.add(name, this.#from.getBytes(part), type);
    this.copied.push({ part: name, kind });
    this.#copyRelationships(part, name);
    return name;
  }

  /** Keeps the ids, so that the content of the copied part stays valid. */
  #copyRelationships(part: string, name: string): void {
    const all = this.#from.getRelationships(part).getAll();
    if (all.length === 0) return;
    const target = this.#to.getRelationships(name);
    for (const relationship of all) {
      const copy = this.copy(relationship, part, name);
      if (copy) target.add(copy, relationship.id);
    }
  }
}

interface PartLocation {
  package: OpcPackage;
  part: string;
}

/** Copies the relationships of one part that appended content refers to, with new ids. */
export class RelationshipImporter {
  readonly #copier: PartCopier;
  readonly #from: PartLocation;
  readonly #to: PartLocation;
  readonly #ids = new Map<string, string | undefined>();

  constructor(copier: PartCopier, from: PartLocation, to: PartLocation) {
    this.#copier = copier;
    this.#from = from;
    this.#to = to;
  }

  /** @returns The new id, or undefined if the relationship or its target does not exist. */
  import(id: string): string | undefined {
    if (this.#ids.has(id)) return this.#ids.get(id);
    const relationship = this.#from.package.getRelationships(this.#from.part).get(id);
    const copy = relationship && this.#copier.copy(relationship, this.#from.part, this.#to.part);
    const newId = copy && this.#to.package.getRelationships(this.#to.part).add(copy);
    this.#ids.set(id, newId);
    return newId;
  }
}
