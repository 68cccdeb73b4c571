import { describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { makeDocx } from '../../test/support/docx.js';
import { appendDocuments } from '../src/docx/append.js';
import { edit, readHtml, readPart, readText } from './docx-reading.js';
import { findDefects, parseElements } from './opc-check.js';

describe('appendDocuments, with documents out of the ordinary,', () => {
  it('types every part it makes, in a package without defaults and with a byte order mark, too', async () => {
    const type = 'application/vnd.openxmlformats-package.relationships+xml';
    const parts = ['/_rels/.rels', '/word/_rels/document.xml.rels'];
    const overrides = parts.map((part) => `<Override PartName="${part}" ContentType="${type}"/>`).join('');
    const base = await edit(await makeDocx({ title: 'A' }), {
      '[Content_Types].xml': (xml) =>
        xml.replace(/<Default [^>]*Extension="(rels|png)"\/>/g, '').replace('</Types>', `${overrides}</Types>`),
      'word/document.xml': (xml) => `\uFEFF${xml}`,
      ...Object.fromEntries(
        ['header1', 'footer1', 'footnotes', 'endnotes', 'fontTable'].map((part) => [
          `word/_rels/${part}.xml.rels`,
          () => undefined,
        ]),
      ),
    });
    const other = await edit(await makeDocx({ title: 'B', images: 1, footnote: 'N' }), {
      'word/footnotes.xml': (xml) =>
        xml.replace(
          /(<w:footnote w:id="1">)/,
          '$1<w:p><w:hyperlink r:id="rId1"><w:r><w:t>x</w:t></w:r></w:hyperlink></w:p>',
        ),
      'word/_rels/footnotes.xml.rels': (xml) =>
        xml.replace(
          '/>',
          '><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" ' +
            'Target="https://example.com/note" TargetMode="External"/></Relationships>',
        ),
    });
    const result = await appendDocuments(base, [other]);
    expect(await findDefects(result)).toEqual([]);
    expect(await readHtml(result)).toContain('https://example.com/note');
  });

  it('renames bookmarks that both have, with the links and fields that lead to them', async () => {
    const marked = async (title: string): Promise<Buffer> =>
      edit(await makeDocx({ title }), {
        'word/document.xml': (xml) =>
          xml.replace(
            '<w:body>',
            '<w:body><w:p><w:hyperlink w:anchor="Mark"><w:r><w:t>go</w:t></w:r></w:hyperlink>' +
              '<w:r><w:instrText> PAGEREF Mark \\h </w:instrText></w:r>' +
              `<w:bookmarkStart w:id="0" w:name="Mark"/><w:r><w:t>here ${title}</w:t></w:r><w:bookmarkEnd w:id="0"/></w:p>`,
          ),
      });
    const result = await appendDocuments(await marked('A'), [await marked('B')]);
    expect(await findDefects(result)).toEqual([]);
    const elements = parseElements(await readPart(result, 'word/document.xml'));
    const named = (name: string, attribute: string) =>
      elements.filter((e) => e.nodeName === name).map((e) => e.getAttribute(attribute));
    expect(named('w:bookmarkStart', 'w:name')).toEqual(['Mark', 'Mark_2']);
    expect(named('w:hyperlink', 'w:anchor')).toEqual(['Mark', 'Mark_2']);
    expect(named('w:bookmarkStart', 'w:id')).toEqual(named('w:bookmarkEnd', 'w:id'));
    expect(elements.filter((e) => e.nodeName === 'w:instrText').map((e) => e.textContent)).toEqual([
      ' PAGEREF Mark \\h ',
      ' PAGEREF Mark_2 \\h ',
    ]);
  });

  it('drops references that lead nowhere instead of breaking the result', async () => {
    const broken = await edit(await makeDocx({ title: 'B', images: 1 }), {
      'word/document.xml': (xml) =>
        xml.replace(
          '<w:body>',
          '<w:body><w:p><w:pPr><w:numPr><w:numId w:val="77"/></w:numPr></w:pPr><w:r><w:footnoteReference w:id="77"/></w:r>' +
            '<w:r><w:commentReference w:id="5"/></w:r><w:hyperlink r:id="rIdNone"><w:r><w:t>dead</w:t></w:r></w:hyperlink></w:p>',
        ),
      'word/_rels/document.xml.rels': (xml) => xml.replace(/media\/[^"]+/, 'media/gone.png'),
    });
    const result = await appendDocuments(await makeDocx({ title: 'A' }), [broken]);
    expect(await findDefects(result)).toEqual([]);
    expect(await readText(result)).toContain('dead');
  });

  it('declares the prefixes that attribute values refer to', async () => {
    const other = await edit(await makeDocx({ title: 'B' }), {
      'word/document.xml': (xml) =>
        xml
          .replace('<w:document ', '<w:document xmlns:z="urn:z" xmlns:q="urn:other" ')
          .replace('mc:Ignorable="', 'mc:Ignorable="z ')
          .replace(
            '<w:body>',
            '<w:body><w:p><w:r><mc:AlternateContent><mc:Choice Requires="z"/></mc:AlternateContent></w:r></w:p>',
          ),
    });
    const base = await edit(await makeDocx({ title: 'A' }), {
      'word/document.xml': (xml) => xml.replace('<w:document ', '<w:document xmlns:q="urn:q" '),
    });
    const result = await readPart(await appendDocuments(base, [other]), 'word/document.xml');
    const elements = parseElements(result);
    const root = elements[0]!;
    expect(root.getAttribute('xmlns:z')).toBe('urn:z');
    expect(root.getAttribute('xmlns:q')).toBe('urn:q');
    expect(root.getAttribute('mc:Ignorable')!.split(' ')).toContain('z');
    expect(elements.find((e) => e.nodeName === 'mc:AlternateContent')!.lookupNamespaceURI('q')).toBe('urn:other');
  });

  it.each([
    ['no ZIP', () => Promise.resolve(Buffer.from('rubbish')), 'corrupt'],
    ['a PDF', () => Promise.resolve(Buffer.from('%PDF-1.7')), 'unsupported'],
    ['an empty file', () => Promise.resolve(Buffer.alloc(0)), 'corrupt'],
    ['a ZIP without parts', () => new JSZip().generateAsync({ type: 'nodebuffer' }), 'corrupt'],
    ['broken XML', async () => edit(await makeDocx(), { 'word/document.xml': (xml) => xml.slice(0, -20) }), 'corrupt'],
    ['a DTD', async () => edit(await makeDocx(), { 'word/document.xml': (xml) => `<!DOCTYPE x>${xml}` }), 'corrupt'],
    ['no main part', async () => edit(await makeDocx(), { 'word/document.xml': () => undefined }), 'corrupt'],
    ['a truncated package', async () => (await makeDocx()).subarray(0, 3000), 'corrupt'],
    [
      'Strict Open XML',
      async () =>
        edit(await makeDocx(), {
          'word/document.xml': (xml) =>
            xml.replaceAll(
              'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
              'http://purl.oclc.org/ooxml/wordprocessingml/main',
            ),
        }),
      'unsupported',
    ],
  ])('refuses %s', async (_, make, kind) => {
    const good = await makeDocx();
    const bad = await make();
    await expect(appendDocuments(good, [bad])).rejects.toMatchObject({ name: 'DocxError', kind });
    await expect(appendDocuments(bad, [good])).rejects.toMatchObject({ name: 'DocxError', kind });
  });

  it('takes time in proportion to the size', async () => {
    const long = await makeDocx({
      title: 'Long',
      paragraphs: Array.from({ length: 5000 }, (_, i) => `Paragraph ${i}`),
    });
    const started = Date.now();
    const result = await appendDocuments(long, [long]);
    expect(Date.now() - started).toBeLessThan(8000);
    expect((await readText(result)).split('Paragraph 4999').length - 1).toBe(2);
  });
});
