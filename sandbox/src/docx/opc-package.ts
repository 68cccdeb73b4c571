import type { Document } from '@xmldom/xmldom';
import { DocxError } from './docx-error.js';
import { CONTENT_TYPES, getChildElements, getRoot, PACKAGE_RELATIONSHIPS, parseXml, serializeXml } from './xml.js';
import { checkXml, XML_LIMITS } from './xml-limits.js';
import { unzip, zip } from './zip.js';

const CONTENT_TYPES_PART = '[Content_Types].xml';
const RELATIONSHIPS_TYPE = 'application/vnd.openxmlformats-package.relationships+xml';
const NO_RELATIONSHIPS = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="${PACKAGE_RELATIONSHIPS}"/>`;

/**
 * The ZIP package of an Office document (ECMA-376 part 2). XML parts are parsed on demand and written by `save()`. Part
 * names are paths from the root of the package, without a leading slash: `word/media/image1.png`.
 */
export class OpcPackage {
  readonly #parts: Map<string, Buffer>;
  /** Names of parts by their names in lower case. */
  readonly #names: Map<string, string>;
  readonly #documents = new Map<string, Document>();
  readonly #relationships = new Map<string, Relationships>();
  #contentTypes!: ContentTypes;

  /** @throws {DocxError} If the bytes are not a package, or exceed a limit. */
  static open(bytes: Buffer): OpcPackage {
    const opened = new OpcPackage(readParts(bytes));
    opened.#contentTypes = new ContentTypes(opened.getXml(CONTENT_TYPES_PART));
    return opened;
  }

  private constructor(parts: Map<string, Buffer>) {
    this.#parts = parts;
    this.#names = new Map([...parts.keys()].map((name) => [name.toLowerCase(), name]));
  }

  get contentTypes(): ContentTypes {
    return this.#contentTypes;
  }

  has(part: string): boolean {
    return this.#names.has(part.toLowerCase());
  }

  getBytes(part: string): Buffer {
    const content = this.#parts.get(this.#names.get(part.toLowerCase()) ?? part);
    if (!content) throw new DocxError('corrupt', `The document has no part ${part}.`);
    return content;
  }

  /** Returns an XML part. Changes to it are saved. */
  getXml(part: string): Document {
    const key = part.toLowerCase();
    const document = this.#documents.get(key) ?? parseXml(this.getBytes(part), part);
    this.#documents.set(key, document);
    return document;
  }

  /** Returns the relationships of a part, or for `''` those of the package itself. */
  getRelationships(part: string): Relationships {
    const key = part.toLowerCase();
    let relationships = this.#relationships.get(key);
    if (!relationships) {
      const owner = getRelationshipsPart(part);
      if (!this.has(owner)) this.add(owner, Buffer.from(NO_RELATIONSHIPS), RELATIONSHIPS_TYPE);
      relationships = new Relationships(this.getXml(owner));
      this.#relationships.set(key, relationships);
    }
    return relationships;
  }

  add(part: string, bytes: Buffer, contentType: string): void {
    this.#write(part, bytes);
    this.#contentTypes.set(part, contentType);
  }

  async save(): Promise<Buffer> {
    for (const [key, document] of this.#documents) this.#write(this.#names.get(key)!, serializeXml(document));
    return zip(this.#parts, 'DEFLATE');
  }

  #write(part: string, bytes: Buffer): void {
    this.#names.set(part.toLowerCase(), part);
    this.#parts.set(part, bytes);
  }
}

/** Unpacks the parts, and checks all that a reader may parse. */
function readParts(bytes: Buffer): Map<string, Buffer> {
  rejectOtherFormats(bytes);
  const parts = unzip(bytes);
  const elements = [...parts].map(([part, content]) => (isXml(part, content) ? checkXml(content, part) : 0));
  if (elements.reduce((sum, count) => sum + count, 0) > XML_LIMITS.elements) {
    const detail = `its parts have more than ${XML_LIMITS.elements} elements together`;
    throw new DocxError('too-large', `The document exceeds a limit of the sandbox: ${detail}.`);
  }
  return parts;
}

function isXml(part: string, content: Buffer): boolean {
  return /\.(xml|rels|vml)$/i.test(part) || /^(\xef\xbb\xbf)?\s*</.test(content.toString('latin1', 0, 64));
}

/** Formats that Aspose.Words reads and the sandbox does not, by the first bytes of a file. */
const OTHER_FORMATS: readonly [name: string, start: RegExp][] = [
  ['PDF', /^%PDF-/],
  ['DOC or an encrypted .docx', /^\xd0\xcf.\xe0/],
  ['RTF', /^\{\\rtf/],
  ['HTML or XML', /^(\xef\xbb\xbf)?\s*<[!?a-z]/i],
];

function rejectOtherFormats(bytes: Buffer): void {
  const start = bytes.toString('latin1', 0, 64);
  for (const [name, pattern] of OTHER_FORMATS) {
    if (pattern.test(start)) {
      throw new DocxError('unsupported', `The document is ${name}. The sandbox reads .docx only.`);
    }
  }
  if (!start.startsWith('PK')) {
    throw new DocxError('corrupt', 'The document is not a .docx package. The sandbox reads .docx only.');
  }
}

/** `[Content_Types].xml`: the media type of each part, by name or extension. Both are case-insensitive (OPC §6.2.2.3). */
export class ContentTypes {
  readonly #document: Document;
  readonly #defaults = new Map<string, string>();
  readonly #overrides = new Map<string, string>();

  constructor(document: Document) {
    this.#document = document;
    for (const element of getChildElements(getRoot(document))) {
      const type = element.getAttribute('ContentType') ?? '';
      if (element.localName === 'Default') this.#defaults.set(element.getAttribute('Extension')!.toLowerCase(), type);
      if (element.localName === 'Override') this.#overrides.set(element.getAttribute('PartName')!.toLowerCase(), type);
    }
  }

  get(part: string): string | undefined {
    return this.#overrides.get(`/${part}`.toLowerCase()) ?? this.#defaults.get(getExtension(part));
  }

  set(part: string, type: string): void {
    if (this.get(part) === type) return;
    this.#overrides.set(`/${part}`.toLowerCase(), type);
    const element = this.#document.createElementNS(CONTENT_TYPES, 'Override');
    element.setAttribute('PartName', `/${part}`);
    element.setAttribute('ContentType', type);
    getRoot(this.#document).appendChild(element);
  }
}

/** A relationship of a part: to another part, or (if external) to an address outside the package. */
export interface Relationship {
  id: string;
  type: string;
  target: string;
  isExternal: boolean;
}

/** The relationships of one part. */
export class Relationships {
  readonly #document: Document;
  readonly #byId = new Map<string, Relationship>();

  constructor(document: Document) {
    this.#document = document;
    for (const element of getChildElements(getRoot(document))) {
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

  getAll(): Relationship[] {
    return [...this.#byId.values()];
  }

  /** Returns the first relationship with this type, transitional or strict: `styles`, `officeDocument`, … */
  findByKind(kind: string): Relationship | undefined {
    return this.getAll().find(({ type, isExternal }) => !isExternal && type.endsWith(`/${kind}`));
  }

  /** Adds a relationship, by default with a new id. @returns The id. */
  add({ type, target, isExternal }: Omit<Relationship, 'id'>, id = this.#createId()): string {
    this.#byId.set(id, { id, type, target, isExternal });
    const element = this.#document.createElementNS(PACKAGE_RELATIONSHIPS, 'Relationship');
    element.setAttribute('Id', id);
    element.setAttribute('Type', type);
    element.setAttribute('Target', target);
    if (isExternal) element.setAttribute('TargetMode', 'External');
    getRoot(this.#document).appendChild(element);
    return id;
  }

  #createId(): string {
    let n = this.#byId.size + 1;
    while (this.#byId.has(`rId${n}`)) n += 1;
    return `rId${n}`;
  }
}

export function getFolder(part: string): string {
  return part.slice(0, part.lastIndexOf('/') + 1);
}

function getExtension(part: string): string {
  return /\.([^./]+)$/.exec(part)?.[1]?.toLowerCase() ?? '';
}

/** Returns the part that contains the relationships of a part, or for `''` those of the package itself. */
function getRelationshipsPart(part: string): string {
  const folder = getFolder(part);
  return `${folder}_rels/${part.slice(folder.length)}.rels`;
}

/** Resolves the target of a relationship, relative to the part that owns the relationship. */
export function resolveTarget(owner: string, target: string): string {
  const path = target.replace(/#.*$/, '');
  const names = (path.startsWith('/') ? path : getFolder(owner) + path).split('/');
  const resolved: string[] = [];
  for (const name of names) {
    if (name === '..') resolved.pop();
    else if (name !== '' && name !== '.') resolved.push(name);
  }
  return resolved.join('/');
}

/** The inverse of `resolveTarget()`. */
export function toRelativeTarget(owner: string, part: string): string {
  const folder = getFolder(owner);
  return part.startsWith(folder) ? part.slice(folder.length) : `/${part}`;
}

/** Finds a free name that is similar to the wanted one: `word/media/image1.png` → `word/media/image1_2.png`. */
export function findFreePartName(wanted: string, isTaken: (part: string) => boolean): string {
  const extension = /\.[^./]+$/.exec(wanted)?.[0] ?? '';
  const stem = wanted.slice(0, wanted.length - extension.length);
  let name = wanted;
  for (let n = 2; isTaken(name); n++) name = `${stem}_${n}${extension}`;
  return name;
}
