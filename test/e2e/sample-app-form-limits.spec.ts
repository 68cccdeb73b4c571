import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type RunningDesk, readProblem, startDesk } from '../../sample-app/test/running-desk.js';
import { makeDocx } from '../support/docx.js';
import { formEnd, formHead, formHeaders } from '../support/forms.js';

const MEGABYTE = 1024 * 1024;

describe('limits of a form', () => {
  let desk: RunningDesk;
  let docx: Buffer;
  beforeAll(async () => {
    desk = await startDesk({ MAX_UPLOAD_BYTES: String(5 * MEGABYTE) });
    docx = await makeDocx();
  });
  beforeEach(async () => {
    for (const name of await desk.listNames()) await desk.fetch(`/documents/${name}`, { method: 'DELETE' });
  });
  afterAll(() => desk.close());

  it.each<[string, (piece: Buffer) => Buffer[]]>([
    ['before the first boundary', (piece) => [piece]],
    ['in a part without a name', (piece) => [Buffer.from('--XX\r\nX-Note: 1\r\n\r\n'), piece]],
    ['in a field', (piece) => [Buffer.from('--XX\r\nContent-Disposition: form-data; name="note"\r\n\r\n'), piece]],
    ['in a file of another field', (piece) => [formHead('a.docx', 'doc'), piece]],
    ['in a second file', (piece) => [formHead('A.docx'), docx, Buffer.from('\r\n'), formHead('B.docx'), piece]],
    ['after the last boundary', (piece) => [formHead('A.docx'), docx, formEnd, piece]],
  ])('counts the bytes of a whole form: 20 MB %s', async (_place, create) => {
    const pieces = function* () {
      yield* create(randomBytes(MEGABYTE));
      for (let i = 0; i < 19; i += 1) yield randomBytes(MEGABYTE);
      yield formEnd;
    };
    const init = {
      method: 'POST',
      headers: formHeaders,
      body: ReadableStream.from(pieces()),
      duplex: 'half',
    } as RequestInit;
    const outcome = await readProblem(desk.fetch('/documents', init));
    expect(outcome).toMatchObject({ statusCode: 413, message: expect.stringContaining('The form is larger') });
    const isStored = outcome.message.includes('The first file was stored');
    expect(await desk.listNames()).toEqual(isStored ? ['A.docx'] : []);
  });

  it('rejects a form of a thousand parts', async () => {
    const part = Buffer.from('--XX\r\nContent-Disposition: form-data; name="note"\r\n\r\nx\r\n');
    const parts = Array.from({ length: 1_000 }, () => part);
    const body = new Uint8Array(Buffer.concat([...parts, formHead('A.docx'), docx, formEnd]));
    const form = await readProblem(desk.fetch('/documents', { method: 'POST', headers: formHeaders, body }));
    expect(form).toMatchObject({ statusCode: 400, message: expect.stringContaining('too many parts') });
    expect(await desk.listNames()).toEqual([]);
  });
});
