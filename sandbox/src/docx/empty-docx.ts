import { CONTENT_TYPES, PACKAGE_RELATIONSHIPS, R, W } from './xml.js';
import { zip } from './zip.js';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const RELATIONSHIPS_TYPE = 'application/vnd.openxmlformats-package.relationships+xml';

/** Creates a document with one empty paragraph. */
export async function createEmptyDocx(): Promise<Buffer> {
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${CONTENT_TYPES}"><Default Extension="rels" ContentType="${RELATIONSHIPS_TYPE}"/><Override PartName="/word/document.xml" ContentType="${MAIN_TYPE}"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE_RELATIONSHIPS}"><Relationship Id="rId1" Type="${R}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document xmlns:w="${W}"><w:body><w:p/></w:body></w:document>`,
  };
  const files = Object.entries(parts).map(([name, xml]) => [name, Buffer.from(DECLARATION + xml)] as const);
  return zip(new Map(files), 'DEFLATE');
}
