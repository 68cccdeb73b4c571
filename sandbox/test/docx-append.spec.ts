import { describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { makeDocx } from '../../test/support/docx.js';
import { appendDocuments } from '../src/docx/append.js';
import { edit, readHtml, readPart, readText } from './docx-reading.js';
import { findDefects, parseElements } from './opc-check.js';

describe('appendDocuments', () => {
  it('puts the text, the images, the links and the notes of both into one sound package, in order', async () => {
    const base = await makeDocx({
      title: 'Alpha',
      pages: 3,
      images: 2,
      list: ['a1', 'a2'],
      link: 'https://example.com/alpha',
      footnote: 'Note A',
      style: 'StyleA',
    });
    const other = await makeDocx({
      title: 'Beta',
      pages: 2,
      images: 3,
      list: ['b1', 'b2'],
      link: 'https://example.com/beta',
      footnote: 'Note B',
      style: 'StyleB',
    });
    expect(await findDefects(base)).toEqual([]);

    const result = await appendDocuments(base, [other]);

    expect(await findDefects(result)).toEqual([]);
    const text = await readText(result);
    const expected = [
      'Alpha',
      'Text of Alpha.',
      'a1',
      'a2',
      'Alpha, page 3',
      'Beta',
      'Text of Beta.',
      'b1',
      'b2',
      'Beta, page 2',
    ];
    const positions = expected.map((each) => text.indexOf(each));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    expect(positions).not.toContain(-1);

    const html = await readHtml(result);
    const images = [...html.matchAll(/<img[^>]+src="([^"]+)"/g)].map(([, source]) => source);
    const originals = ((await readHtml(base)) + (await readHtml(other))).matchAll(/<img[^>]+src="([^"]+)"/g);
    expect(images).toEqual([...originals].map(([, source]) => source));
    expect(new Set(images).size).toBe(5);
    expect(html).toContain('href="https://example.com/alpha"');
    expect(html).toContain('href="https://example.com/beta"');
    expect(html).toContain('Note A');
    expect(html).toContain('Note B');
  });

  it('begins a new section with its own headers and footers', async () => {
    const result = await appendDocuments(await makeDocx({ title: 'A' }), [await makeDocx({ title: 'B' })]);
    const sections = parseElements(await readPart(result, 'word/document.xml')).filter(
      (e) => e.nodeName === 'w:sectPr',
    );
    expect(sections.map((e) => e.parentNode?.nodeName)).toEqual(['w:pPr', 'w:body']);
    expect(sections[1]!.nextSibling).toBeNull();
    const zip = await JSZip.loadAsync(result);
    const headers = await Promise.all(zip.file(/header\d.*\.xml$/).map((file) => file.async('string')));
    expect(headers.join()).toContain('Header of A');
    expect(headers.join()).toContain('Header of B');
  });

  it('keeps the lists apart: no list goes on counting in another', async () => {
    const [a, b] = [await makeDocx({ title: 'A', list: ['x'] }), await makeDocx({ title: 'B', list: ['y'] })];
    const result = await appendDocuments(a, [b, b]);
    const used = parseElements(await readPart(result, 'word/document.xml')).filter((e) => e.nodeName === 'w:numId');
    expect(new Set(used.map((e) => e.getAttribute('w:val'))).size).toBe(3);
    const numbering = await readPart(result, 'word/numbering.xml');
    expect(numbering).toContain('A%1.');
    expect(numbering).toContain('B%1.');
    const order = parseElements(numbering)
      .map((e) => e.nodeName)
      .filter((name) => name === 'w:num' || name === 'w:abstractNum');
    expect(order).toEqual([...order].sort());
  });

  it('copies the styles that are missing, and keeps those of the base where both have one', async () => {
    const base = await edit(await makeDocx({ title: 'A', style: 'Mine' }), {
      // the ids of a localised Word
      'word/styles.xml': (xml) => xml.replaceAll('"Heading1"', '"berschrift1"'),
      'word/document.xml': (xml) => xml.replaceAll('"Heading1"', '"berschrift1"'),
    });
    const result = await appendDocuments(base, [await makeDocx({ title: 'B', style: 'Theirs' })]);
    expect(await findDefects(result)).toEqual([]);
    const styles = parseElements(await readPart(result, 'word/styles.xml')).filter((e) => e.nodeName === 'w:style');
    const ids = styles.map((e) => e.getAttribute('w:styleId'));
    expect(ids).toEqual(expect.arrayContaining(['Mine', 'Theirs', 'berschrift1']));
    expect(ids).not.toContain('Heading1');
    expect(await readPart(result, 'word/document.xml')).not.toContain('"Heading1"');
  });

  it('goes on working when appended to again and again, and to itself', async () => {
    const docx = await makeDocx({ title: 'Self', images: 1, list: ['i'], footnote: 'N', link: 'https://example.com' });
    let result = docx;
    for (let i = 0; i < 4; i++) result = await appendDocuments(result, [docx]);
    result = await appendDocuments(result, [result]);
    expect(await findDefects(result)).toEqual([]);
    expect((await readText(result)).split('Text of Self.').length - 1).toBe(10);
    expect((await readHtml(result)).split('<img').length - 1).toBe(10);
  });

  it('works with documents that have no section, numbering, notes or styles of their own', async () => {
    const drop = (kind: string) => ({
      'word/_rels/document.xml.rels': (xml: string) =>
        xml.replace(new RegExp(`<Relationship [^>]*/${kind}"[^>]*/>`, 'g'), ''),
    });
    let bare = await makeDocx({ title: 'Bare' });
    for (const kind of ['numbering', 'footnotes', 'styles']) bare = await edit(bare, drop(kind));
    bare = await edit(bare, {
      'word/numbering.xml': () => undefined,
      'word/footnotes.xml': () => undefined,
      'word/_rels/footnotes.xml.rels': () => undefined,
      'word/styles.xml': () => undefined,
      'word/document.xml': (xml) => xml.replace(/<w:sectPr.*<\/w:sectPr>/s, ''),
      '[Content_Types].xml': (xml) => xml.replace(/<Override [^>]*(numbering|footnotes|styles)\.xml"\/>/g, ''),
      'word/_rels/document.xml.rels': (xml) => xml.replace(/<Relationship [^>]*\/(header|footer)"[^>]*\/>/g, ''),
    });
    const full = await makeDocx({ title: 'Full', list: ['one'], footnote: 'N', style: 'S', images: 1 });
    for (const result of [await appendDocuments(bare, [full]), await appendDocuments(full, [bare])]) {
      expect(await findDefects(result)).toEqual([]);
      expect(await readText(result)).toContain('Text of Full.');
      expect(await readText(result)).toContain('Text of Bare.');
    }
  });
});
