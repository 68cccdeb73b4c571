import type { Document } from '@xmldom/xmldom';
import type JSZip from 'jszip';
import type { SandboxLibraries } from '../libraries.js';
import { ContentTypes } from './content-types.js';
import { DocxError } from './docx-error.js';
import { relationshipsPartOf } from './part-name.js';
import { NO_RELATIONSHIPS, RELATIONSHIPS_TYPE, Relationships } from './relationships.js';
import { XmlCodec } from './xml.js';

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
