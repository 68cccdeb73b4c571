// Documents that attack whatever reads them, for test/hostile-documents.spec.ts and stress.mjs.
import { deflateRawSync } from 'node:zlib';
import JSZip from 'jszip';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** @returns The main part of a document with the given body, and a declaration before it. */
export function createDocument(body, declaration = '') {
  return `<?xml version="1.0"?>${declaration}<w:document xmlns:w="${W}" xmlns:r="${R}"><w:body>${body}</w:body></w:document>`;
}

/** Packs a .docx with the given main part and further parts. @param base - A correct .docx. */
export async function pack(base, main, parts = {}) {
  const zip = await JSZip.loadAsync(base);
  zip.file('word/document.xml', main);
  for (const [name, content] of Object.entries(parts)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

const repeat = (count, create) => Object.fromEntries(Array.from({ length: count }, (_, i) => create(i)));
const NO_TEXT = createDocument('<w:p/>');

/** The documents: name, status of the response, what its message says, and a function that creates it from a correct .docx. */
export const HOSTILE_DOCUMENTS = [
  ['20 MB of empty paragraphs', 413, /elements/, (base) => pack(base, createDocument('<w:p/>'.repeat(3_500_000)))],
  ['100 MB of blanks', 413, /larger than/, (base) => pack(base, createDocument(' '.repeat(100_000_000)))],
  [
    'an entity bomb',
    400,
    /DTD/,
    (base) => pack(base, createDocument('<w:p>&b;</w:p>', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>')),
  ],
  [
    'an entity bomb in a part that is only read while converting',
    400,
    /DTD/,
    (base) => pack(base, NO_TEXT, { 'word/styles.xml': '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>' }),
  ],
  [
    'deep nesting',
    413,
    /nested/,
    (base) => pack(base, createDocument('<w:p>'.repeat(100_000) + '</w:p>'.repeat(100_000))),
  ],
  [
    'an element with a million attributes',
    413,
    /attributes/,
    (base) => pack(base, createDocument(`<w:p ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(' ')}/>`)),
  ],
  ['10 000 entries', 413, /files/, (base) => pack(base, NO_TEXT, repeat(10_000, (i) => [`x/${i}`, '']))],
  [
    'many parts that are each within the limit',
    413,
    /together/,
    (base) => pack(base, NO_TEXT, repeat(8, (i) => [`x/${i}.xml`, `<x>${'<y/>'.repeat(20_000)}</x>`])),
  ],
  [
    'a size that is larger than it claims',
    400,
    /unpacked/,
    async (base) => claimSize(await pack(base, createDocument('<w:p/>'.repeat(1000))), 10),
  ],
  [
    'a size that is smaller than it claims',
    400,
    /directory/,
    async (base) => claimSize(await pack(base, createDocument('<w:p/>'.repeat(10))), 50_000),
  ],
  ['a size of 4 GB', 413, /unpacked size/, async (base) => claimSize(await pack(base, NO_TEXT), 0xfffffff0)],
  ['a cut-off archive', 400, /ZIP/, async (base) => (await pack(base, NO_TEXT)).subarray(0, 900)],
  ['only the first two bytes', 400, /ZIP/, async () => Buffer.from('PK')],
  ['compressed rubbish', 400, /docx/, async () => deflateRawSync(Buffer.alloc(10_000_000))],
];

/** Changes the size that the directory of the archive claims for the main part. */
function claimSize(docx, size) {
  const copy = Buffer.from(docx);
  const name = Buffer.from('word/document.xml');
  for (let at = copy.indexOf(name); at >= 0; at = copy.indexOf(name, at + 1)) {
    if (copy.readUInt32LE(at - 46) === 0x02014b50) copy.writeUInt32LE(size, at - 46 + 24);
  }
  return copy;
}
