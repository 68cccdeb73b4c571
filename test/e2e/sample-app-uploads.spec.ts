import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientRequest, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import {
  createEnvironment,
  type RunningDesk,
  readBytes,
  readProblem,
  startDesk,
} from '../../sample-app/test/running-desk.js';
import { makeDocx } from '../support/docx.js';
import { formEnd, formHead, formHeaders } from '../support/forms.js';

const MEGABYTE = 1024 * 1024;
const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const blob = (size: number) => Buffer.concat([ZIP, randomBytes(size - ZIP.length)]);

describe('uploads to the document desk', () => {
  let sandbox: AsposeSandbox;
  let desk: RunningDesk;
  let docx: Buffer;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    desk = await startDesk({ ...createEnvironment(sandbox), MAX_UPLOAD_BYTES: String(5 * MEGABYTE) });
    docx = await makeDocx({ pages: 2, images: 1 });
  });
  beforeEach(async () => {
    for (const name of await desk.listNames()) await desk.fetch(toPath(name), { method: 'DELETE' });
  });
  afterAll(async () => {
    await desk.close();
    await sandbox.stop();
  });

  const toPath = (name: string) => `/documents/${encodeURIComponent(name)}`;
  const readStored = async (name: string) => readBytes(await desk.fetch(toPath(name)));
  const put = (name: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    desk.fetch(toPath(name), { method: 'PUT', body: typeof body === 'string' ? body : new Uint8Array(body), headers });
  const postForm = (...parts: Buffer[]) =>
    desk.fetch('/documents', {
      method: 'POST',
      headers: formHeaders,
      body: new Uint8Array(Buffer.concat(parts)),
    });
  const openRequest = (method: string, path: string, headers: Record<string, string | number>): ClientRequest =>
    request(desk.url + path, { method, headers }).on('error', () => undefined);
  const waitUntil = async (condition: () => boolean) => {
    while (!condition()) await sleep(5);
  };

  it.each([
    'Größe & Maß (2).docx',
    '100% sûr.docx',
    `it's "quoted".docx`,
    '報告書 📄.docx',
    'a+b#c?d;e,f.DOCX',
    '..a.docx',
  ])('keeps the name %s, as a raw body and in a form', async (name) => {
    expect(await (await put(name, docx)).json()).toMatchObject({ name, size: docx.length });
    expect(await desk.listNames()).toEqual([name]);
    expect((await readStored(name)).equals(docx)).toBe(true);
    await desk.fetch(toPath(name), { method: 'DELETE' });
    expect(await (await desk.upload(name, docx)).json()).toMatchObject({ name });
    expect(await desk.listNames()).toEqual([name]);
  });

  it('treats both spellings of an umlaut as the same name', async () => {
    expect(await (await desk.upload('U\u0308bersicht.docx', docx)).json()).toMatchObject({
      name: '\u00dcbersicht.docx',
    });
    expect((await desk.fetch(toPath('U\u0308bersicht.docx'))).status).toBe(200);
    expect((await desk.append('\u00dcbersicht.docx', { source: 'U\u0308bersicht.docx' })).status).toBe(200);
    expect(await desk.listNames()).toEqual(['\u00dcbersicht.docx']);
  });

  it('drops folders in front of the name', async () => {
    const response = await postForm(formHead('C:\\\\Users\\\\me\\\\Report.docx'), docx, formEnd);
    expect(await response.json()).toMatchObject({ name: 'Report.docx' });
  });

  it.each(['application/octet-stream', 'application/x-www-form-urlencoded', 'application/json', 'text/plain'])(
    'accepts a raw body with the content type %s',
    async (type) => {
      expect((await put('Any.docx', docx, { 'content-type': type })).status).toBe(200);
      expect((await readStored('Any.docx')).equals(docx)).toBe(true);
    },
  );

  it('passes on a document while it arrives, in pieces of any size', async () => {
    const before = sandbox.apiRequests;
    const upload = openRequest('PUT', toPath('Slow.docx'), { 'content-length': docx.length });
    const responded = once(upload, 'response');
    for (const byte of docx.subarray(0, 6)) {
      upload.write(Buffer.from([byte]));
      await sleep(10);
    }
    await waitUntil(() => sandbox.apiRequests > before);
    upload.end(docx.subarray(6));
    await responded;
    expect((await readStored('Slow.docx')).equals(docx)).toBe(true);
  });

  it.each([
    ['raw', toPath('Cut.docx'), 'PUT', 'application/octet-stream', ZIP],
    ['in a form', '/documents', 'POST', 'multipart/form-data; boundary=XX', Buffer.concat([formHead('Cut.docx'), ZIP])],
  ])('stores nothing of an incomplete upload, %s', async (_kind, path, method, type, beginning) => {
    const earlier = await makeDocx({ title: 'Earlier' });
    for (const isReplacing of [false, true]) {
      if (isReplacing) await put('Cut.docx', earlier);
      const before = sandbox.apiRequests;
      const upload = openRequest(method, path, { 'content-type': type, 'content-length': 4 * MEGABYTE });
      upload.write(Buffer.concat([beginning, randomBytes(MEGABYTE)]));
      await waitUntil(() => sandbox.apiRequests > before);
      upload.destroy();
      await sleep(100);
      expect(await desk.listNames()).toEqual(isReplacing ? ['Cut.docx'] : []);
    }
    expect((await readStored('Cut.docx')).equals(earlier)).toBe(true);
  });

  it('stores nothing of a form that ends in the middle of its file', async () => {
    expect(await readProblem(postForm(formHead('Cut.docx'), docx))).toMatchObject({ statusCode: 400 });
    expect(await desk.listNames()).toEqual([]);
  });

  it('rejects 100 MB by Content-Length, before reading the body', async () => {
    for (const [method, path, type] of [
      ['PUT', toPath('Big.docx'), 'application/octet-stream'],
      ['POST', '/documents', 'multipart/form-data; boundary=XX'],
    ] as const) {
      const upload = openRequest(method, path, { 'content-type': type, 'content-length': 100 * MEGABYTE });
      const startedAt = performance.now();
      upload.flushHeaders();
      const [{ statusCode }] = (await once(upload, 'response')) as [{ statusCode: number }];
      expect(statusCode).toBe(413);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
      upload.destroy();
    }
  });

  it('responds with 413 to a client that sends 100 MB anyway', async () => {
    const response = await readProblem(put('Big.docx', blob(100 * MEGABYTE)));
    expect(response).toMatchObject({ statusCode: 413, message: expect.stringContaining('5242880 bytes') });
    expect(response.hint).toContain('MAX_UPLOAD_BYTES');
  });

  it('counts the bytes of uploads without Content-Length, and keeps the existing document', async () => {
    await put('Big.docx', docx);
    const pieces = function* () {
      yield ZIP;
      for (let i = 0; i < 20; i++) yield randomBytes(MEGABYTE);
    };
    const body = ReadableStream.from(pieces());
    const init = { method: 'PUT', body, duplex: 'half' } as RequestInit;
    // A client may lose the response if it continues to send; the stored document is checked below.
    const outcome = await readProblem(desk.fetch(toPath('Big.docx'), init)).catch(() => ({ statusCode: 413 }));
    expect(outcome.statusCode).toBe(413);
    const form = await readProblem(postForm(formHead('Big.docx'), blob(5 * MEGABYTE + 1), formEnd));
    expect(form.statusCode).toBe(413);
    expect((await readStored('Big.docx')).equals(docx)).toBe(true);
  });

  it('accepts a document of exactly the maximum size', async () => {
    const largest = blob(5 * MEGABYTE);
    expect((await put('Largest.docx', largest)).status).toBe(200);
    expect((await desk.upload('Form.docx', largest)).status).toBe(201);
    expect((await readStored('Form.docx')).equals(largest)).toBe(true);
  });

  it.each([
    ['a name of another type', () => put('Notes.txt', docx), 'does not end in .docx'],
    ['no name before the extension', () => put('.docx', docx), 'does not end in .docx'],
    [
      'another file type with the name of a document',
      () => put('Fake.docx', Buffer.from('%PDF-1.7')),
      'is not a .docx',
    ],
    ['another file type in a form', () => desk.upload('Fake.docx', Buffer.from('%PDF-1.7')), 'is not a .docx'],
    ['a file of three bytes', () => put('Short.docx', ZIP.subarray(0, 3)), 'too short'],
    ['an empty file', () => put('Empty.docx', ''), 'empty'],
    ['an empty file in a form', () => desk.upload('Empty.docx', Buffer.alloc(0)), 'empty'],
    [
      'a body that is not a form',
      () => desk.fetch('/documents', { method: 'POST', body: 'x' }),
      'not multipart/form-data',
    ],
  ])('rejects %s with 415', async (_upload, send, message) => {
    expect(await readProblem(send())).toMatchObject({
      statusCode: 415,
      error: 'Unsupported Media Type',
      message: expect.stringContaining(message),
      hint: expect.any(String),
    });
    expect(await desk.listNames()).toEqual([]);
  });

  it.each([
    ['no file', () => postForm(Buffer.from('--XX--\r\n')), 'no file in the request'],
    ['a file in another field', () => postForm(formHead('a.docx', 'doc'), docx, formEnd), 'in the field "doc"'],
    ['a file without a name', () => postForm(formHead(''), docx, formEnd), 'no file in the request'],
    [
      'a form without a boundary',
      () => desk.fetch('/documents', { method: 'POST', headers: { 'content-type': 'multipart/form-data' }, body: 'x' }),
      'Boundary not found',
    ],
    [
      'a name in latin1',
      () => postForm(Buffer.from(formHead('Größe.docx').toString(), 'latin1'), docx, formEnd),
      'UTF-8',
    ],
    ['a path', () => put('a/b.docx', docx), 'path separator'],
    ['a control character', () => put('a\u0007.docx', docx), 'control character'],
    ['a very long name', () => put(`${'ü'.repeat(150)}.docx`, docx), '240 bytes'],
  ])('rejects %s with 400', async (_upload, send, message) => {
    expect(await readProblem(send())).toMatchObject({ statusCode: 400, message: expect.stringContaining(message) });
    expect(await desk.listNames()).toEqual([]);
  });

  it('stores only the first of two files, and reports this', async () => {
    const second = Buffer.concat([Buffer.from('\r\n'), formHead('B.docx')]);
    const response = await readProblem(postForm(formHead('A.docx'), docx, second, docx, formEnd));
    expect(response).toMatchObject({ statusCode: 400, message: expect.stringContaining('"B.docx"') });
    expect(await desk.listNames()).toEqual(['A.docx']);
  });

  it('replays an upload whose token was revoked', async () => {
    sandbox.revokeAll();
    expect((await desk.upload('Again.docx', docx)).status).toBe(201);
    expect((await readStored('Again.docx')).equals(docx)).toBe(true);
  });

  it('asks to send a document again that is too large to be replayed, and accepts it then', async () => {
    const large = blob(4 * MEGABYTE);
    sandbox.revokeAll();
    const rejected = await readProblem(desk.upload('Again.docx', large));
    expect(rejected).toMatchObject({ statusCode: 503, retryAfter: 1, hint: expect.stringContaining('again') });
    expect((await desk.upload('Again.docx', large)).status).toBe(201);
    expect((await readStored('Again.docx')).equals(large)).toBe(true);
  });

  it('keeps the connection of a rejected upload for the next request', async () => {
    for (let i = 0; i < 5; i++)
      expect((await readProblem(put('Fake.docx', randomBytes(MEGABYTE)))).statusCode).toBe(415);
    expect((await put('Good.docx', docx)).status).toBe(200);
  });
});
