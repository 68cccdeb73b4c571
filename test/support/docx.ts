import { deflateSync } from 'node:zlib';
import {
  AlignmentType,
  Document,
  ExternalHyperlink,
  Footer,
  FootnoteReferenceRun,
  Header,
  HeadingLevel,
  ImageRun,
  LevelFormat,
  Packer,
  PageBreak,
  Paragraph,
  TextRun,
} from 'docx';

export interface DocxFixture {
  /** Text of the first heading, and of the header of each page. Default `'Document'`. */
  title?: string;
  /** Paragraphs of the first page. Default: one. */
  paragraphs?: readonly string[];
  /** Number of pages, each with a heading of its own after the first. Default 1. */
  pages?: number;
  /** Number of images, each a PNG of its own colour. Default 0. */
  images?: number;
  /** Items of a numbered list. Default none. */
  list?: readonly string[];
  /** Target of a hyperlink. Default none. */
  link?: string;
  /** Text of a footnote. Default none. */
  footnote?: string;
  /** Name of a paragraph style of the document's own, used for its first paragraph. Default none. */
  style?: string;
}

/** A real .docx with the given content, made from scratch. */
export async function makeDocx(fixture: DocxFixture = {}): Promise<Buffer> {
  const { title = 'Document', pages = 1, footnote, style } = fixture;
  const document = new Document({
    title,
    numbering: { config: [numberedList(title)] },
    styles: style ? { paragraphStyles: [{ id: style, name: style, basedOn: 'Normal', run: { bold: true } }] } : {},
    footnotes: footnote ? { 1: { children: [new Paragraph(footnote)] } } : {},
    sections: [
      {
        headers: { default: new Header({ children: [new Paragraph(`Header of ${title}`)] }) },
        footers: { default: new Footer({ children: [new Paragraph(`Footer of ${title}`)] }) },
        children: [...firstPage(title, fixture), ...furtherPages(title, pages)],
      },
    ],
  });
  return Packer.toBuffer(document);
}

function firstPage(title: string, fixture: DocxFixture): Paragraph[] {
  const { paragraphs = [`Text of ${title}.`], images = 0, list = [], link, footnote, style } = fixture;
  const texts = paragraphs.map((text, i) => new Paragraph({ text, ...(style && i === 0 ? { style } : {}) }));
  const items = list.map((text) => new Paragraph({ text, numbering: { reference: 'list', level: 0 } }));
  const pictures = Array.from({ length: images }, (_, i) => new Paragraph({ children: [picture(`${title} ${i}`)] }));
  const links = link
    ? [new Paragraph({ children: [new ExternalHyperlink({ link, children: [new TextRun(`Link of ${title}`)] })] })]
    : [];
  const notes = footnote
    ? [new Paragraph({ children: [new TextRun(`Noted in ${title}`), new FootnoteReferenceRun(1)] })]
    : [];
  return [
    new Paragraph({ text: title, heading: HeadingLevel.HEADING_1 }),
    ...texts,
    ...items,
    ...pictures,
    ...links,
    ...notes,
  ];
}

function furtherPages(title: string, pages: number): Paragraph[] {
  return Array.from({ length: pages - 1 }, (_, i) => [
    new Paragraph({ children: [new PageBreak()] }),
    new Paragraph({ text: `${title}, page ${i + 2}`, heading: HeadingLevel.HEADING_2 }),
    new Paragraph(`Text of page ${i + 2} of ${title}.`),
  ]).flat();
}

function numberedList(title: string) {
  const text = `${title.charAt(0)}%1.`;
  return {
    reference: 'list',
    levels: [{ level: 0, format: LevelFormat.DECIMAL, text, alignment: AlignmentType.START }],
  };
}

function picture(seed: string): ImageRun {
  return new ImageRun({ type: 'png', data: makePng(seed), transformation: { width: 40, height: 40 } });
}

/** A PNG of 8 × 8 pixels in one colour, which the seed decides. */
export function makePng(seed: string): Buffer {
  const colour = crc32(Buffer.from(seed));
  const row = Buffer.from([
    0,
    ...Array.from({ length: 8 }, () => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]).flat(),
  ]);
  const header = Buffer.from([0, 0, 0, 8, 0, 0, 0, 8, 8, 2, 0, 0, 0]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: 8 }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const length = Buffer.alloc(4);
  const checksum = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** `zlib.crc32` is not in Node 20.19. */
function crc32(data: Buffer): number {
  let crc = ~0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
