import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import JSZip from 'jszip';
import { makeDocx } from '../../test/support/docx.js';
import { AsposeSandbox } from '../src/index.js';
import { authorizedClient } from './client.js';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const createDocument = (body: string, before = ''): string =>
  `<?xml version="1.0"?>${before}<w:document xmlns:w="${W}" xmlns:r="${R}"><w:body>${body}</w:body></w:document>`;

/** Packs a .docx with the given main part, and further parts. */
async function pack(main: string, parts: Record<string, string> = {}): Promise<Buffer> {
  const zip = await JSZip.loadAsync(await makeDocx({ title: 'Base' }));
  zip.file('word/document.xml', main);
  for (const [name, content] of Object.entries(parts)) zip.file(name, content);
  return zip.generateAsync({ type: 'nodebuffer', compression: 'DEFLATE' });
}

/** Changes the sizes that the archive claims for its main part, in the directory and in the local header. */
function claimSize(docx: Buffer, size: number): Buffer {
  const copy = Buffer.from(docx);
  const name = Buffer.from('word/document.xml');
  for (let at = copy.indexOf(name); at >= 0; at = copy.indexOf(name, at + 1)) {
    if (copy.readUInt32LE(at - 46) === 0x02014b50) copy.writeUInt32LE(size, at - 46 + 24);
  }
  return copy;
}

describe('S-3 hostile documents', () => {
  let sandbox: AsposeSandbox;
  let call: Awaited<ReturnType<typeof authorizedClient>>;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    call = await authorizedClient(sandbox);
    await call('PUT', '/convert?format=txt', await makeDocx({ title: 'Warm-up' }));
  });
  afterAll(() => sandbox.stop());

  /** Converts a document, and measures meanwhile how long other calls take. */
  async function convert(document: Buffer, format = 'html') {
    const state = { isDone: false };
    const conversion = call('PUT', `/convert?format=${format}`, document).finally(() => {
      state.isDone = true;
    });
    let slowestMs = 0;
    while (!state.isDone) {
      const startedAt = performance.now();
      expect((await call('GET', '/info')).status).toBe(200);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const response = await conversion;
    return { status: response.status, text: await response.text(), slowestMs };
  }

  const cases: [string, number, RegExp, () => Promise<Buffer>][] = [
    ['20 MB of empty paragraphs', 413, /elements/, () => pack(createDocument('<w:p/>'.repeat(3_500_000)))],
    ['100 MB of blanks', 413, /larger than/, () => pack(createDocument(' '.repeat(100_000_000)))],
    [
      'an entity bomb',
      400,
      /DTD/,
      () => pack(createDocument('<w:p>&b;</w:p>', '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>')),
    ],
    [
      'an entity bomb in a part that is only read while converting',
      400,
      /DTD/,
      () => pack(createDocument('<w:p/>'), { 'word/styles.xml': '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>' }),
    ],
    ['deep nesting', 413, /nested/, () => pack(createDocument('<w:p>'.repeat(100_000) + '</w:p>'.repeat(100_000)))],
    [
      'an element with a million attributes',
      413,
      /attributes/,
      () => pack(createDocument(`<w:p ${Array.from({ length: 1_000_000 }, (_, i) => `a${i}=""`).join(' ')}/>`)),
    ],
    [
      '10 000 entries',
      413,
      /files/,
      () =>
        pack(createDocument('<w:p/>'), Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`x/${i}`, '']))),
    ],
    [
      'many parts that are each within the limit',
      413,
      /together/,
      () =>
        pack(
          createDocument('<w:p/>'),
          Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`x/${i}.xml`, `<x>${'<y/>'.repeat(20_000)}</x>`])),
        ),
    ],
    [
      'a size that is larger than it claims',
      400,
      /unpacked/,
      async () => claimSize(await pack(createDocument('<w:p/>'.repeat(1000))), 10),
    ],
    [
      'a size that is smaller than it claims',
      400,
      /directory/,
      async () => claimSize(await pack(createDocument('<w:p/>'.repeat(10))), 50_000),
    ],
    ['a size of 4 GB', 413, /unpacked size/, async () => claimSize(await pack(createDocument('<w:p/>')), 0xfffffff0)],
    ['a cut-off archive', 400, /ZIP/, async () => (await pack(createDocument('<w:p/>'))).subarray(0, 900)],
    ['only the first two bytes', 400, /ZIP/, () => Promise.resolve(Buffer.from('PK'))],
    ['compressed rubbish', 400, /docx/, () => Promise.resolve(deflateRawSync(Buffer.alloc(10_000_000)))],
  ];

  it.each(cases)('%s → %i, and other calls are answered meanwhile', async (_, status, message, create) => {
    const result = await convert(await create());
    expect([result.status, result.text]).toEqual([status, expect.stringMatching(message)]);
    expect(result.slowestMs).toBeLessThan(200);
    expect((await convert(await makeDocx({ title: 'After' }), 'txt')).text).toContain('Text of After.');
  });

  it('reads no file and no address outside of the document', async () => {
    const drawing = `<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rIdX"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
    const before = sandbox.apiRequests;
    for (const target of ['file:///etc/passwd', `${sandbox.url}/v4.0/words/secret`, '../../../../etc/passwd']) {
      const relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rIdX" Type="${R}/image" Target="${target}" TargetMode="External"/></Relationships>`;
      const document = await pack(createDocument(drawing), { 'word/_rels/document.xml.rels': relationships });
      const response = await call('PUT', '/convert?format=html', document);
      expect([response.status, await response.text()]).not.toEqual([200, expect.stringContaining('data:')]);
    }
    expect(sandbox.apiRequests - before).toBe(3);
  });

  it('ends a conversion at its deadline with 422, and goes on', async () => {
    const quick = await AsposeSandbox.start({ documentTimeoutMs: 1 });
    const put = await authorizedClient(quick);
    const response = await put('PUT', '/convert?format=txt', await makeDocx({ title: 'Slow' }));
    expect([response.status, await response.text()]).toEqual([422, expect.stringContaining('1 ms')]);
    expect((await put('GET', '/info')).status).toBe(200);
    await quick.stop();
  });

  it.each([
    ['%PDF-1.7\n%âãÏÓ', 'PDF'],
    ['{\\rtf1\\ansi}', 'RTF'],
    ['<!DOCTYPE html><p>x</p>', 'HTML'],
  ])('responds to a source of another format (%s) with 501 that names it', async (source, name) => {
    await call('PUT', '/storage/file/source.bin', source);
    for (const response of [
      await call('PUT', '/convert?format=docx', source),
      await call('GET', '/source.bin?format=txt'),
      await call('PUT', '/source.bin/saveAs', JSON.stringify({ SaveFormat: 'docx', FileName: 'x.docx' })),
    ]) {
      expect([response.status, await response.text()]).toEqual([501, expect.stringContaining(name)]);
    }
  });

  it('counts a multipart body as a whole', async () => {
    const small = await AsposeSandbox.start({ maxFileBytes: 100_000 });
    const put = await authorizedClient(small);
    const form = new FormData();
    form.append('file', new Blob(['x']), 'x.bin');
    for (let i = 0; i < 40; i++) form.append(`stray${i}`, new Blob([Buffer.alloc(10_000)]), 's');
    expect((await put('PUT', '/storage/file/a.bin', form)).status).toBe(413);
    const epilogue = `--XX\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--XX--\r\n${'y'.repeat(400_000)}`;
    const headers = { 'content-type': 'multipart/form-data; boundary=XX' };
    expect((await put('PUT', '/storage/file/b.bin', epilogue, headers)).status).toBe(413);
    const many = new FormData();
    for (let i = 0; i < 2000; i++) many.append(`p${i}`, 'x');
    expect((await put('PUT', '/storage/file/c.bin', many)).status).toBe(413);
    expect(await (await put('GET', '/storage/folder/')).json()).toEqual({ Value: [] });
    await small.stop();
  });
});
