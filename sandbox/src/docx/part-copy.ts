import { freeName, type OpcPackage, type Relationship, relativeTarget, resolveTarget } from './opc-package.js';

/** A part that was copied, for those who must rework its content. */
export interface CopiedPart {
  /** Its name in the package it was copied to. */
  part: string;
  /** The kind of relationship it was reached by: `image`, `header`, … */
  kind: string;
}

/** Copies parts (images, headers, charts, …) from one package to another, with all they refer to, each only once. */
export class PartCopier {
  readonly copied: CopiedPart[] = [];
  readonly #from: OpcPackage;
  readonly #to: OpcPackage;
  readonly #names = new Map<string, string>();

  constructor(from: OpcPackage, to: OpcPackage) {
    this.#from = from;
    this.#to = to;
  }

  /** The relationship as the part `newOwner` must write it; nothing if its target does not exist. */
  async copy(
    relationship: Relationship,
    owner: string,
    newOwner: string,
  ): Promise<Omit<Relationship, 'id'> | undefined> {
    const { type, target, isExternal } = relationship;
    if (isExternal) return { type, target, isExternal };
    const part = resolveTarget(owner, target);
    if (!this.#from.has(part)) return undefined;
    const name = await this.#copyPart(part, type.slice(type.lastIndexOf('/') + 1));
    return { type, target: relativeTarget(newOwner, name), isExternal };
  }

  async #copyPart(part: string, kind: string): Promise<string> {
    const known = this.#names.get(part.toLowerCase());
    if (known !== undefined) return known;
    const name = freeName(part, (candidate) => this.#to.has(candidate));
    this.#names.set(part.toLowerCase(), name); // before its relationships: they may lead back here
    const type = this.#from.contentTypes.of(part) ?? 'application/octet-stream';
    this.#to.add(name, await this.#from.bytes(part), type);
    this.copied.push({ part: name, kind });
    await this.#copyRelationships(part, name);
    return name;
  }

  /** Under their old ids, so that the content of the copied part stays true. */
  async #copyRelationships(part: string, name: string): Promise<void> {
    const all = (await this.#from.relationshipsOf(part)).all();
    if (all.length === 0) return;
    const target = await this.#to.relationshipsOf(name);
    for (const relationship of all) {
      const copy = await this.copy(relationship, part, name);
      if (copy) target.add(copy, relationship.id);
    }
  }
}

/** Brings relationships of one part over to another part, on demand, under new ids. */
export class RelationshipImporter {
  readonly #copier: PartCopier;
  readonly #from: { package: OpcPackage; part: string };
  readonly #to: { package: OpcPackage; part: string };
  readonly #ids = new Map<string, string | undefined>();

  constructor(
    copier: PartCopier,
    from: { package: OpcPackage; part: string },
    to: { package: OpcPackage; part: string },
  ) {
    this.#copier = copier;
    this.#from = from;
    this.#to = to;
  }

  /** The id to use instead; nothing if the relationship or its target does not exist. */
  async import(id: string): Promise<string | undefined> {
    if (this.#ids.has(id)) return this.#ids.get(id);
    const relationship = (await this.#from.package.relationshipsOf(this.#from.part)).get(id);
    const copy = relationship && (await this.#copier.copy(relationship, this.#from.part, this.#to.part));
    const newId = copy && (await this.#to.package.relationshipsOf(this.#to.part)).add(copy);
    this.#ids.set(id, newId);
    return newId;
  }
}
