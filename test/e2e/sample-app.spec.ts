import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import mammoth from 'mammoth';
import { createEnvironment, type RunningDesk, readBytes, startDesk } from '../../sample-app/test/running-desk.js';
import { makeDocx } from '../support/docx.js';

const REPORT = 'My Report Ümlaut.docx';
const toPath = (name: string) => `/documents/${encodeURIComponent(name)}`;
const extractText = async (buffer: Buffer) => (await mammoth.extractRawText({ buffer })).value;

describe('the document desk', () => {
  let sandbox: AsposeSandbox;
  let desk: RunningDesk;
  let report: Buffer;
  let appendix: Buffer;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    desk = await startDesk(createEnvironment(sandbox));
    report = await makeDocx({ title: 'Yearly report', pages: 4, images: 3, paragraphs: ['Größe und Maß.'] });
    appendix = await makeDocx({ title: 'Appendix', pages: 2, images: 2, footnote: 'A note.' });
  });
  afterAll(async () => {
    await desk.close();
    await sandbox.stop();
  });

  it('sends nothing to Aspose before the first request', async () => {
    expect(await (await desk.fetch('/auth/state')).json()).toEqual({
      account: 'default',
      status: 'none',
      requesting: false,
      tokenRequests: 0,
    });
    expect([sandbox.tokenRequests, sandbox.apiRequests]).toEqual([0, 0]);
  });

  it('returns an empty list before the first upload', async () => {
    expect(await desk.listNames()).toEqual([]);
  });

  it('uploads two documents, appends one to the other and downloads the result, all with one token request', async () => {
    const upload = await desk.upload(REPORT, report);
    expect(upload.status).toBe(201);
    expect(upload.headers.get('location')).toBe('/documents/My%20Report%20%C3%9Cmlaut.docx');
    expect(await upload.json()).toEqual({ name: REPORT, href: toPath(REPORT), size: report.length });
    expect((await desk.upload('Appendix.docx', appendix)).status).toBe(201);
    expect(await desk.listNames()).toEqual(['Appendix.docx', REPORT]);

    const append = await desk.append(REPORT, { source: 'Appendix.docx', target: 'Merged Übersicht.docx' });
    expect(append.status).toBe(200);
    expect(await append.json()).toEqual({ name: 'Merged Übersicht.docx', href: toPath('Merged Übersicht.docx') });

    const merged = await extractText(await readBytes(await desk.fetch(toPath('Merged Übersicht.docx'))));
    for (const text of ['Größe und Maß.', 'Text of page 4 of Yearly report.', 'Text of page 2 of Appendix.']) {
      expect(merged).toContain(text);
    }
    const unchanged = await desk.fetch(toPath(REPORT));
    expect((await readBytes(unchanged)).equals(report)).toBe(true);
    expect(unchanged.headers.get('content-length')).toBe(String(report.length));
    expect(unchanged.headers.get('content-type')).toContain('wordprocessingml.document');
    expect(unchanged.headers.get('content-disposition')).toBe(
      `attachment; filename="My Report _mlaut.docx"; filename*=UTF-8''My%20Report%20%C3%9Cmlaut.docx`,
    );

    const state = (await (await desk.fetch('/auth/state')).json()) as Record<string, unknown>;
    expect(state).toMatchObject({ account: 'default', status: 'fresh', tokenRequests: 1 });
    expect(sandbox.tokenRequests).toBe(1);
  });

  it('overwrites the document itself if there is no target', async () => {
    await desk.upload('Grows.docx', report);
    expect(await (await desk.append('Grows.docx', { source: 'Appendix.docx' })).json()).toMatchObject({
      name: 'Grows.docx',
    });
    expect(await extractText(await readBytes(await desk.fetch(toPath('Grows.docx'))))).toContain('Text of Appendix');
  });

  it.each([
    ['txt', 'text/plain; charset=utf-8'],
    ['html', 'text/html; charset=utf-8'],
    ['DOCX', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ])('converts to %s', async (format, type) => {
    const response = await desk.fetch(`${toPath(REPORT)}?format=${format}`);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const name = `My%20Report%20%C3%9Cmlaut.${format.toLowerCase()}`;
    expect(response.headers.get('content-disposition')).toContain(`filename*=UTF-8''${name}`);
    const content = await readBytes(response);
    expect(format === 'DOCX' ? await extractText(content) : content.toString()).toContain('Größe und Maß.');
  });

  it('deletes a document', async () => {
    await desk.upload('Gone.docx', appendix);
    expect((await desk.fetch(toPath('Gone.docx'), { method: 'DELETE' })).status).toBe(204);
    expect(await desk.listNames()).not.toContain('Gone.docx');
  });

  it('continues without an error when all tokens are revoked', async () => {
    const before = await desk.getTokenRequests();
    sandbox.revokeAll();
    const calls = [1, 2, 3].map((n) => desk.append(REPORT, { source: 'Appendix.docx', target: `Again ${n}.docx` }));
    const lists = [1, 2, 3].map(() => desk.fetch('/documents'));
    const statuses = (await Promise.all([...calls, ...lists])).map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await readBytes(await desk.fetch(toPath(REPORT)))).equals(report)).toBe(true);
    expect(await desk.getTokenRequests()).toBe(before + 1);
  });

  it('documents its operations at /api', async () => {
    expect(await (await desk.fetch('/api')).text()).toContain('Document desk');
    const { paths } = (await (await desk.fetch('/api-json')).json()) as {
      paths: Record<string, Record<string, never>>;
    };
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => [`${method} ${path}`, Object.keys(responses).join(' ')]),
    );
    expect(Object.fromEntries(operations)).toEqual({
      'get /auth/state': '200',
      'get /documents': '200 502 503',
      'post /documents': '201 400 413 415 502 503',
      'get /documents/{name}': '200 400 404 501 502 503',
      'put /documents/{name}': '200 400 413 415 502 503',
      'delete /documents/{name}': '204 400 404 502 503',
      'post /documents/{name}/append': '200 400 404 415 502 503',
    });
  });
});

describe('the document desk without credentials', () => {
  it('uses an embedded sandbox, logs this once, and stops the sandbox when it closes', async () => {
    const desk = await startDesk();
    const lines = desk.log.filter((line) => line.includes('sandbox'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('set ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET');
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(lines[0]!)![0];
    expect((await fetch(address)).status).toBe(404);
    expect((await desk.upload('A.docx', await makeDocx())).status).toBe(201);
    expect(await desk.listNames()).toEqual(['A.docx']);
    await desk.close();
    await expect(fetch(address)).rejects.toThrow();
  });

  it('ignores addresses in the environment', async () => {
    const desk = await startDesk({
      ASPOSE_BASE_URL: 'https://api.example.invalid',
      ASPOSE_TOKEN_URL: 'https://id.example.invalid/connect/token',
      ASPOSE_ALLOWED_ORIGINS: 'https://api.example.invalid',
    });
    expect(await desk.listNames()).toEqual([]);
    await desk.close();
  });
});
