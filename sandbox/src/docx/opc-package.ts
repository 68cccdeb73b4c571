import type { Document } from '@xmldom/xmldom';
import type JSZip from 'jszip';
import type { SandboxLibraries } from '../libraries.js';
import { DocxError } from './docx-error.js';
import { CONTENT_TYPES, childElements, PACKAGE_RELATIONSHIPS, rootOf, XmlCodec } from './xml.js';

const CONTENT_TYPES_PART = '[Content_Types].xml';

/** The ZIP package of an Office document (ECMA-376 part 2). Its XML parts are parsed when asked for, written by `save`. */
export class OpcPackage {
  readonly #zip: JSZip;
  readonly #codec: XmlCodec;
  readonly #entries: Map<string, string>;
  readonly #documents = new Map<string, Document>();
  readonly #relationships = new Map<string, Relationships>();
  #contentTypes!: ContentTypes;

  static async open(bytes: Buffer, libraries: SandboxLibraries): Promise<OpcPackage> {
    const opened = new OpcPackage(await unzip(bytes, libraries.JSZip), new XmlCodec(libraries.xmldom));
    opened.#contentTypes = new ContentTypes(await opened.xml(CONTENT_TYPES_PART));
    return opened;
  }

  private constructor(zip: JSZip, codec: XmlCodec) {
    this.#zip = zip;
    this.#codec = codec;
    this.#entries = new Map(Object.keys(zip.files).map((name) => [name.toLowerCase(), name]));
  }

  get contentTypes(): ContentTypes {
    return this.#contentTypes;
  }

  has(part: string): boolean {
    return this.#entries.has(part.toLowerCase());
  }

  async bytes(part: string): Promise<Buffer> {
    const file = this.#zip.file(this.#entries.get(part.toLowerCase()) ?? part);
    if (!file) throw new DocxError('corrupt', `The document has no part ${part}.`);
    try {
      return await file.async('nodebuffer');
    } catch (cause) {
      throw new DocxError('corrupt', `The document's part ${part} cannot be unpacked.`, { cause });
    }
  }

  /** An XML part. Changes to it are saved. */
  async xml(part: string): Promise<Document> {
    const key = part.toLowerCase();
    const document = this.#documents.get(key) ?? this.#codec.parse(await this.bytes(part), part);
    this.#documents.set(key, document);
    return document;
  }

  /** The relationships of a part; of the package itself for `''`. */
  async relationshipsOf(part: string): Promise<Relationships> {
    const key = part.toLowerCase();
    let relationships = this.#relationships.get(key);
    if (!relationships) {
      const owner = relationshipsPartOf(part);
      if (!this.has(owner)) this.add(owner, Buffer.from(NO_RELATIONSHIPS), RELATIONSHIPS_TYPE);
      relationships = new Relationships(await this.xml(owner));
      this.#relationships.set(key, relationships);
    }
    return relationships;
  }

  add(part: string, bytes: Buffer, contentType: string): void {
    this.#write(part, bytes);
    this.#contentTypes.set(part, contentType);
  }

  async save(): Promise<Buffer> {
    for (const [key, document] of this.#documents) {
      this.#write(this.#entries.get(key)!, this.#codec.serialize(document));
    }
    return this.#zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
  }

  #write(part: string, bytes: Buffer): void {
    this.#entries.set(part.toLowerCase(), part);
    this.#zip.file(part, bytes, { createFolders: false });
  }
}

async function unzip(bytes: Buffer, zip: SandboxLibraries['JSZip']): Promise<JSZip> {
  try {
    return await zip.loadAsync(bytes);
  } catch (cause) {
    throw new DocxError('corrupt', 'The document is no .docx package; the sandbox reads .docx only.', { cause });
  }
}

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

/** Part names are paths from the package's root, without a slash in front: `word/media/image1.png`. */

export function folderOf(part: string): string {
  return part.slice(0, part.lastIndexOf('/') + 1);
}

export function extensionOf(part: string): string {
  return /\.([^./]+)$/.exec(part)?.[1]?.toLowerCase() ?? '';
}

/** Where the relationships of a part are kept; of the package itself for `''`. */
export function relationshipsPartOf(part: string): string {
  const folder = folderOf(part);
  return `${folder}_rels/${part.slice(folder.length)}.rels`;
}

/** The part a relationship's target means, seen from the part that owns the relationship. */
export function resolveTarget(owner: string, target: string): string {
  const path = target.replace(/#.*$/, '');
  const names = (path.startsWith('/') ? path : folderOf(owner) + path).split('/');
  const resolved: string[] = [];
  for (const name of names) {
    if (name === '..') resolved.pop();
    else if (name !== '' && name !== '.') resolved.push(name);
  }
  return resolved.join('/');
}

/** The target to write for a part, seen from the part that owns the relationship. */
export function relativeTarget(owner: string, part: string): string {
  const folder = folderOf(owner);
  return part.startsWith(folder) ? part.slice(folder.length) : `/${part}`;
}

/** A name that is not taken, close to the wanted one: `word/media/image1.png` → `word/media/image1_2.png`. */
export function freeName(wanted: string, isTaken: (part: string) => boolean): string {
  const extension = /\.[^./]+$/.exec(wanted)?.[0] ?? '';
  const stem = wanted.slice(0, wanted.length - extension.length);
  let name = wanted;
  for (let n = 2; isTaken(name); n++) name = `${stem}_${n}${extension}`;
  return name;
}

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
