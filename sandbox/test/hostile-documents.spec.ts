import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { makeDocx } from '../../test/support/docx.js';
// @ts-expect-error: a script without types
import { createDocument, HOSTILE_DOCUMENTS, pack } from '../scripts/hostile-documents.mjs';
import { AsposeSandbox } from '../src/index.js';
import { authorizedClient } from './client.js';

const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

type Pack = (base: Buffer, main: string, parts: Record<string, string>) => Promise<Buffer>;
type HostileDocument = [name: string, status: number, message: RegExp, create: (base: Buffer) => Promise<Buffer>];

describe('S-3 hostile documents', () => {
  let sandbox: AsposeSandbox;
  let call: Awaited<ReturnType<typeof authorizedClient>>;
  let base: Buffer;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    call = await authorizedClient(sandbox);
    base = await makeDocx({ title: 'Base' });
  });
  afterAll(() => sandbox.stop());

  /** Converts a document, and sends other calls meanwhile. `scripts/stress.mjs` measures how long they take. */
  async function convert(document: Buffer, format = 'html') {
    const state = { isDone: false };
    const conversion = call('PUT', `/convert?format=${format}`, document).finally(() => {
      state.isDone = true;
    });
    while (!state.isDone) {
      expect((await call('GET', '/info')).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const response = await conversion;
    return { status: response.status, text: await response.text() };
  }

  it.each(HOSTILE_DOCUMENTS as HostileDocument[])(
    '%s → %i, and other calls are answered meanwhile',
    async (_, status, message, create) => {
      const result = await convert(await create(base));
      expect([result.status, result.text]).toEqual([status, expect.stringMatching(message)]);
      expect((await convert(await makeDocx({ title: 'After' }), 'txt')).text).toContain('Text of After.');
    },
  );

  it('reads no file and no address outside of the document', async () => {
    const drawing = `<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="rIdX"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;
    const before = sandbox.apiRequests;
    for (const target of ['file:///etc/passwd', `${sandbox.url}/v4.0/words/secret`, '../../../../etc/passwd']) {
      const relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rIdX" Type="${R}/image" Target="${target}" TargetMode="External"/></Relationships>`;
      const document = await (pack as Pack)(base, (createDocument as (body: string) => string)(drawing), {
        'word/_rels/document.xml.rels': relationships,
      });
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
