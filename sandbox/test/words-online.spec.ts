import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AppendDocumentOnlineRequest,
  BatchPartRequest,
  ConvertDocumentRequest,
  CreateDocumentRequest,
  DocumentEntry,
  DocumentEntryList,
  DocxSaveOptionsData,
  FileReference,
  GetDocumentRequest,
  GetDocumentWithFormatRequest,
  GetPublicKeyRequest,
  GetRangeTextRequest,
  HtmlSaveOptionsData,
  LoadWebDocumentData,
  LoadWebDocumentRequest,
  SaveAsOnlineRequest,
  UploadFileRequest,
  WordsApi,
} from 'asposewordscloud';
import mammoth from 'mammoth';
import { makeDocx } from '../../test/support/docx.js';
import { AsposeSandbox } from '../src/index.js';

const stream = (bytes: Buffer | string): Readable => Readable.from(Buffer.from(bytes), { objectMode: false });

describe('Words, with the official SDK,', () => {
  let sandbox: AsposeSandbox;
  let words: WordsApi;
  let alpha: Buffer;
  let beta: Buffer;
  const site = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { Location: '/alpha.docx' }).end();
    else if (request.url === '/page') response.end('<!DOCTYPE html><p>x</p>');
    else response.end(alpha);
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    sandbox = await AsposeSandbox.start({ webDocumentOrigins: [getSiteUrl()] });
    words = new WordsApi(sandbox.clientId, sandbox.clientSecret, sandbox.url);
    [alpha, beta] = await Promise.all([makeDocx({ title: 'Alpha' }), makeDocx({ title: 'Beta' })]);
    await words.uploadFile(new UploadFileRequest({ path: 'alpha.docx', fileContent: stream(alpha) }));
  });
  afterAll(async () => {
    site.close();
    await sandbox.stop();
  });

  const getSiteUrl = (): string => `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const getStatus = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => 200,
      (error: unknown) => (error as { response?: { statusCode: number } }).response?.statusCode ?? error,
    );

  it('appends to a document that is sent', async () => {
    const fileReference = FileReference.fromLocalFileContent(stream(beta));
    const entry = new DocumentEntry({
      fileReference,
      importFormatMode: DocumentEntry.ImportFormatModeEnum.KeepSourceFormatting,
    });
    const documentList = new DocumentEntryList({ documentEntries: [entry] });
    const request = new AppendDocumentOnlineRequest({ document: stream(alpha), documentList });
    const { body } = await words.appendDocumentOnline(request);
    expect(body.model.document.sourceFormat).toBe('Docx');
    const [result] = body.document.values();
    const { value } = await mammoth.extractRawText({ buffer: result! });
    expect(value).toMatch(/Text of Alpha\.[\s\S]*Text of Beta\./);
  });

  it('saves a document that is sent in another format', async () => {
    const saveOptionsData = new HtmlSaveOptionsData({ fileName: 'x.html' });
    const { body } = await words.saveAsOnline(new SaveAsOnlineRequest({ document: stream(alpha), saveOptionsData }));
    expect(body.model.saveResult.destDocument.href).toBe('x.html');
    expect([...body.document.values()][0]!.toString()).toContain('<h1>Alpha</h1>');
  });

  it('creates a document, which can be read', async () => {
    const { body } = await words.createDocument(new CreateDocumentRequest({ fileName: 'new.docx', folder: 'made' }));
    expect(body.document.fileName).toBe('new.docx');
    const text = await words.getDocumentWithFormat(
      new GetDocumentWithFormatRequest({ name: 'new.docx', folder: 'made', format: 'text' }),
    );
    expect(text.body.toString().trim()).toBe('');
    expect(await getStatus(words.createDocument(new CreateDocumentRequest({ fileName: 'new.doc' })))).toBe(501);
  });

  it.each(['jpg', 'tif', 'mht', 'fopc', 'wordml', 'swf', 'md', 'pdf'])(
    'cannot create %s, and says so',
    async (format) => {
      const request = new GetDocumentWithFormatRequest({ name: 'alpha.docx', format });
      expect(await getStatus(words.getDocumentWithFormat(request))).toBe(501);
    },
  );

  it('gives out a key with which passwords can be encrypted', async () => {
    const { body } = await words.getPublicKey(new GetPublicKeyRequest({}));
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'RSA',
        n: Buffer.from(body.modulus, 'base64').toString('base64url'),
        e: Buffer.from(body.exponent, 'base64').toString('base64url'),
      },
    });
    expect(publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from('x'))).toHaveLength(256);
    expect(await words.encrypt('secret')).toMatch(/^[\w+/]{342}==$/);
  });

  it('loads a document from an allowed address of this machine only', async () => {
    const load = (loadingDocumentUrl: string, fileName: string) => {
      const saveOptions = new DocxSaveOptionsData({ fileName });
      const data = new LoadWebDocumentData({ loadingDocumentUrl, saveOptions });
      return words.loadWebDocument(new LoadWebDocumentRequest({ data }));
    };
    const { body } = await load(`${getSiteUrl()}/alpha.docx`, 'web/alpha.docx');
    expect(body.saveResult.destDocument.href).toBe('web/alpha.docx');
    expect(
      await getStatus(words.getDocument(new GetDocumentRequest({ documentName: 'alpha.docx', folder: 'web' }))),
    ).toBe(200);
    expect(await getStatus(load('http://google.com', 'x.docx'))).toBe(501);
    expect(await getStatus(load(sandbox.url, 'x.docx'))).toBe(501);
    expect(await getStatus(load('file:///etc/passwd', 'x.docx'))).toBe(501);
    expect(await getStatus(load('nonsense', 'x.docx'))).toBe(400);
    expect(await getStatus(load(`${getSiteUrl()}/moved`, 'x.docx'))).toBe(400);
    expect(await getStatus(load(`${getSiteUrl()}/page`, 'x.docx'))).toBe(501);
    await expect(AsposeSandbox.start({ webDocumentOrigins: ['http://example.com'] })).rejects.toThrow(
      'webDocumentOrigins',
    );
  });

  describe('batch', () => {
    const convert = (document: Readable, format: string) =>
      new BatchPartRequest(new ConvertDocumentRequest({ document: document, format }));
    const info = () => new BatchPartRequest(new GetDocumentRequest({ documentName: 'alpha.docx' }));

    it('runs requests in the order of their dependencies, and passes results on', async () => {
      const first = new BatchPartRequest(new GetDocumentWithFormatRequest({ name: 'alpha.docx', format: 'docx' }));
      const second = convert(first.useAsSource(), 'txt');
      second.dependsOn(first);
      const { body } = await words.batch(second, first, info());
      expect(body[0]).toEqual(alpha);
      expect(String(body[1])).toContain('Text of Alpha.');
      expect(body[2].document.fileName).toBe('alpha.docx');
      const last = convert(first.useAsSource(), 'txt');
      const short = await words.batchWithoutIntermediateResults(first, last);
      expect(short.body.map(String)).toEqual([expect.stringContaining('Text of Alpha.')]);
    });

    it('reports what fails by itself', async () => {
      const range = new GetRangeTextRequest({ name: 'alpha.docx', rangeStartIdentifier: 'a', rangeEndIdentifier: 'b' });
      const missing = new GetDocumentRequest({ documentName: 'missing.docx' });
      const { response } = await words.batch(new BatchPartRequest(range), new BatchPartRequest(missing), info());
      const text = (response as unknown as { body: Buffer }).body.toString();
      expect(text.match(/^(\d{3}) /gm)).toEqual(['501 ', '404 ', '200 ']);
      expect(text).toContain('does not emulate GetRangeText');
    });

    it('rejects a batch that is none', async () => {
      const orphan = info();
      orphan.dependsOn(info());
      expect(await getStatus(words.batch(orphan))).toBe(400);
      const headers = { Authorization: `Bearer ${await getToken()}` };
      const put = (contentType: string, body: string) =>
        fetch(`${sandbox.url}/v4.0/words/batch`, {
          method: 'PUT',
          body,
          headers: { ...headers, 'content-type': contentType },
        });
      const type = 'multipart/mixed; boundary=XX';
      const wrap = (request: string) => `--XX\r\nContent-Type: application/http\r\n\r\n${request}\r\n\r\n\r\n--XX--`;
      expect((await put('text/plain', '')).status).toBe(400);
      expect((await put(type, '')).status).toBe(400);
      expect((await put(type, wrap('nonsense'))).status).toBe(400);
      expect(await (await put(type, wrap('PUT batch'))).text()).toContain('cannot contain a batch');
      expect(await (await put(type, wrap('PUT %62atch'))).text()).toMatch(/^(400|404|405) /m);
      expect(await (await put(type, wrap('GET ../../sandbox'))).text()).toMatch(/^40\d /m);
      expect(await (await put(type, wrap('PUT convert?format=txt\r\nRequestId: a\r\n\r\nresultOf(b)'))).text()).toMatch(
        /^400 /m,
      );
    });

    const getToken = async () => {
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: sandbox.clientId,
        client_secret: sandbox.clientSecret,
      });
      const response = await fetch(`${sandbox.url}/connect/token`, { method: 'POST', body });
      return ((await response.json()) as { access_token: string }).access_token;
    };
  });
});
