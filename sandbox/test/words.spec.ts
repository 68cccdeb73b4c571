import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import mammoth from 'mammoth';
import { makeDocx } from '../../test/support/docx.js';
import { AsposeSandbox } from '../src/index.js';
import { authorizedClient, readBytes } from './client.js';
import { findDefects } from './opc-check.js';

const readText = async (docx: Buffer): Promise<string> => (await mammoth.extractRawText({ buffer: docx })).value;
const JSON_TYPE = { 'content-type': 'application/json' };
const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('Words', () => {
  let sandbox: AsposeSandbox;
  let call: Awaited<ReturnType<typeof authorizedClient>>;
  let alpha: Buffer;
  let beta: Buffer;

  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    call = await authorizedClient(sandbox);
    [alpha, beta] = await Promise.all([
      makeDocx({ title: 'Alpha', images: 1 }),
      makeDocx({ title: 'Beta', images: 2 }),
    ]);
    await call('PUT', '/storage/file/alpha.docx', alpha);
    await call('PUT', '/storage/file/in/beta%20%C3%A4.docx', beta);
    await call('PUT', '/storage/file/no.docx', 'not a document');
  });
  afterAll(() => sandbox.stop());

  const download = async (path: string): Promise<Buffer> => readBytes(await call('GET', `/storage/file/${path}`));
  const append = (path: string, list: unknown): Promise<Response> =>
    call('PUT', path, typeof list === 'string' ? list : JSON.stringify(list), JSON_TYPE);

  it('tells what it is', async () => {
    expect(await (await call('GET', '/info')).json()).toMatchObject({
      Name: expect.stringContaining('sandbox'),
      Version: '4.0',
    });
  });

  it('describes a document with all the links of the documentation, and they lead back here', async () => {
    const response = await call('GET', '/beta%20%C3%A4.docx?folder=in');
    expect(response.status).toBe(200);
    const { Document, RequestId } = (await response.json()) as {
      Document: { Links: { Href: string; Rel: string; Title?: string }[] };
      RequestId: string;
    };
    expect(RequestId).toBeTruthy();
    expect(Document).toMatchObject({
      FileName: 'beta ä.docx',
      SourceFormat: 'Docx',
      IsEncrypted: false,
      IsSigned: false,
      DocumentProperties: {
        link: { Href: `${sandbox.url}/v4.0/words/beta%20%C3%A4.docx/documentProperties?folder=in`, Rel: 'self' },
      },
    });
    expect(Document.Links).toHaveLength(26);
    expect(Document.Links[0]).toEqual({ Href: 'in/beta ä.docx', Rel: 'self' });
    expect(Document.Links[1]).toEqual({
      Href: `${sandbox.url}/v4.0/words/beta%20%C3%A4.docx?format=doc&folder=in`,
      Rel: 'alternate',
      Type: 'application/msword',
      Title: 'Download as DOC',
    });
    const html = Document.Links.find(({ Title }) => Title === 'Download as HTML')!;
    expect((await call('GET', html.Href.slice(`${sandbox.url}/v4.0/words`.length))).status).toBe(200);
  });

  it('finds a document in its folder, in its storage, and in its path', async () => {
    expect((await call('GET', '/in%2Fbeta%20%C3%A4.docx')).status).toBe(200);
    expect((await call('GET', '/in%252Fbeta%2520%25C3%25A4.docx')).status).toBe(200);
    expect((await call('GET', '/alpha.docx?folder=in')).status).toBe(404);
    expect((await call('GET', '/alpha.docx?storage=Other')).status).toBe(404);
    const missing = (await (await call('GET', '/missing.docx')).json()) as object;
    expect(missing).toMatchObject({
      RequestId: expect.any(String),
      Error: {
        Code: 'ErrorItemNotFound',
        Message: expect.stringContaining('missing.docx'),
        Description: expect.any(String),
      },
    });
    expect((await call('GET', '/no.docx')).status).toBe(400);
  });

  it('makes docx, txt and html', async () => {
    const docx = await call('GET', '/alpha.docx?format=docx');
    expect(docx.headers.get('content-type')).toBe(DOCX_TYPE);
    expect(await readBytes(docx)).toEqual(alpha);
    const txt = await call('GET', '/alpha.docx?format=TXT');
    expect(txt.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(await txt.text()).toContain('Text of Alpha.');
    const html = await (await call('GET', '/alpha.docx?format=html')).text();
    expect(html).toContain('<h1>Alpha</h1>');
    expect(html).toContain('<img');
  });

  it('says honestly what it cannot make', async () => {
    const pdf = await call('GET', '/alpha.docx?format=pdf');
    expect(pdf.status).toBe(501);
    expect(await pdf.json()).toMatchObject({
      Error: { Code: 'ErrorNotImplemented', Message: expect.stringMatching(/pdf.*docx, txt, html/) },
    });
    expect((await call('GET', '/alpha.docx?format=nonsense')).status).toBe(400);
    expect((await call('GET', '/no.docx?format=txt')).status).toBe(400);
  });

  it('converts what is sent, raw or as multipart, and stores it where it is told', async () => {
    expect(await (await call('PUT', '/convert?format=txt', alpha)).text()).toContain('Text of Alpha.');
    const form = new FormData();
    form.append('document', new Blob([beta]), 'beta.docx');
    expect(await (await call('PUT', '/convert?format=txt', form)).text()).toContain('Text of Beta.');
    const stored = await call('PUT', '/convert?format=html&outPath=out/alpha.html', alpha);
    expect([stored.status, await stored.text()]).toEqual([200, '']);
    expect((await download('out/alpha.html')).toString()).toContain('Text of Alpha.');
    expect((await call('GET', '/alpha.docx?format=txt&outPath=out/alpha.txt')).status).toBe(200);
    expect((await download('out/alpha.txt')).toString()).toContain('Text of Alpha.');
    expect((await call('PUT', '/convert', alpha)).status).toBe(400);
    expect((await call('PUT', '/convert?format=txt', 'rubbish')).status).toBe(400);
    expect((await call('PUT', '/convert?format=txt')).status).toBe(400);
  });

  it.each(['PUT', 'POST'])('saves a document in another format (%s)', async (method) => {
    const body = JSON.stringify({ SaveFormat: 'html', FileName: 'out/saved.html' });
    const response = await call(method, '/alpha.docx/saveAs', body, JSON_TYPE);
    expect(await response.json()).toMatchObject({
      SaveResult: {
        SourceDocument: { Href: 'alpha.docx' },
        DestDocument: { Href: 'out/saved.html' },
        AdditionalItems: [],
      },
      Code: 200,
      Status: 'OK',
    });
    expect((await download('out/saved.html')).toString()).toContain('<h1>Alpha</h1>');
    for (const bad of ['', '{', '[]', 'null', '{"SaveFormat":"html"}']) {
      expect((await call(method, '/alpha.docx/saveAs', bad, JSON_TYPE)).status).toBe(400);
    }
    const pdf = JSON.stringify({ SaveFormat: 'pdf', FileName: 'x.pdf' });
    expect((await call(method, '/alpha.docx/saveAs', pdf, JSON_TYPE)).status).toBe(501);
  });

  it.each([
    ['Href', { Href: 'in/beta ä.docx', ImportFormatMode: 'KeepSourceFormatting' }],
    ['FileReference', { FileReference: { Source: 'Storage', Reference: 'in/beta ä.docx', Password: null } }],
  ])('appends documents named by %s', async (kind, entry) => {
    const response = await append(`/alpha.docx/appendDocument?destFileName=out/${kind}.docx`, {
      DocumentEntries: [entry, entry],
    });
    expect(await response.json()).toMatchObject({ Document: { FileName: `${kind}.docx`, SourceFormat: 'Docx' } });
    const result = await download(`out/${kind}.docx`);
    expect(await findDefects(result)).toEqual([]);
    expect((await readText(result)).split('Text of Beta.')).toHaveLength(3);
    const html = await (await call('GET', `/${kind}.docx?folder=out&format=html`)).text();
    expect(html.split('<img')).toHaveLength(1 + 1 + 2 + 2);
    expect(await download('alpha.docx')).toEqual(alpha);
  });

  it('appends to the document itself without destFileName, and finds entries beside it', async () => {
    await call('PUT', '/storage/file/in/alpha.docx', alpha);
    expect(
      (await append('/alpha.docx/appendDocument?folder=in', { DocumentEntries: [{ Href: 'beta ä.docx' }] })).status,
    ).toBe(200);
    expect(await readText(await download('in/alpha.docx'))).toContain('Text of Beta.');
  });

  it('appends documents that come with the request', async () => {
    const form = new FormData();
    form.append(
      'documentList',
      JSON.stringify({ DocumentEntries: [{ FileReference: { Source: 'Request', Reference: 'one' } }] }),
    );
    form.append('one', new Blob([beta]), 'one.docx');
    expect((await call('PUT', '/alpha.docx/appendDocument?destFileName=out/sent.docx', form)).status).toBe(200);
    expect(await readText(await download('out/sent.docx'))).toContain('Text of Beta.');
    const without = { DocumentEntries: [{ FileReference: { Source: 'Request', Reference: 'one' } }] };
    expect((await append('/alpha.docx/appendDocument', without)).status).toBe(400);
  });

  it.each([
    ['no body', '', 400],
    ['broken JSON', "{'DocumentEntries':[]}", 400],
    ['no list', '{}', 400],
    ['an empty list', '{"DocumentEntries":[]}', 400],
    ['a list of nothing', '{"DocumentEntries":[null]}', 400],
    ['an entry without a name', '{"DocumentEntries":[{"ImportFormatMode":"KeepSourceFormatting"}]}', 400],
    ['a document that is missing', '{"DocumentEntries":[{"Href":"missing.docx"}]}', 404],
    ['a document that is none', '{"DocumentEntries":[{"Href":"no.docx"}]}', 400],
    ['a path that is none', '{"DocumentEntries":[{"Href":"../x.docx"}]}', 400],
  ])('refuses to append %s, and changes nothing', async (_, body, status) => {
    expect((await append('/alpha.docx/appendDocument', body)).status).toBe(status);
    expect((await append('/missing.docx/appendDocument', '{"DocumentEntries":[{"Href":"alpha.docx"}]}')).status).toBe(
      404,
    );
    expect(await download('alpha.docx')).toEqual(alpha);
  });

  it('loses none of many appends to one document at once', async () => {
    await call('PUT', '/storage/file/many.docx', await makeDocx({ title: 'Many' }));
    const list = { DocumentEntries: [{ Href: 'in/beta ä.docx' }] };
    const all = await Promise.all(Array.from({ length: 12 }, () => append('/many.docx/appendDocument', list)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]));
    const result = await download('many.docx');
    expect(await findDefects(result)).toEqual([]);
    expect((await readText(result)).split('Text of Beta.')).toHaveLength(13);
  });
});
