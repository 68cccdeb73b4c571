import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { readSettings } from '../../sample-app/src/settings/read-settings.js';
import { whyItCannotStart } from '../../sample-app/src/start-problem.js';
import { pointingAt, problemIn, type RunningDesk, startDesk } from '../../sample-app/test/running-desk.js';
import { requestToken } from '../../sandbox/test/client.js';
import { makeDocx } from '../support/docx.js';

const WRONG = 'f'.repeat(32);

describe('errors of the document desk', () => {
  let sandbox: AsposeSandbox;
  let desk: RunningDesk;
  let docx: Buffer;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    desk = await startDesk(pointingAt(sandbox));
    docx = await makeDocx();
    await desk.upload('A.docx', docx);
  });
  afterEach(() => sandbox.faults.clear());
  afterAll(async () => {
    await desk.close();
    await sandbox.stop();
  });

  const postJson = (body: string) =>
    desk.fetch('/documents/A.docx/append', { method: 'POST', headers: { 'content-type': 'application/json' }, body });

  it.each([
    ['a download', () => desk.fetch('/documents/No.docx'), 'No.docx'],
    ['a conversion', () => desk.fetch('/documents/No.docx?format=txt'), 'No.docx'],
    ['a deletion', () => desk.fetch('/documents/No.docx', { method: 'DELETE' }), 'No.docx'],
    ['appending to it', () => desk.append('No.docx', { source: 'A.docx' }), 'No.docx'],
    ['appending it', () => desk.append('A.docx', { source: 'No.docx' }), 'No.docx'],
    ['a name that Words would take for an operation', () => desk.fetch('/documents/info?format=txt'), 'info'],
  ])('answers 404 to %s of a document that does not exist', async (_what, send, name) => {
    const problem = await problemIn(send());
    expect(problem).toMatchObject({ statusCode: 404, error: 'Not Found', message: expect.stringContaining(name) });
    expect(problem.hint).toBe('GET /documents lists what there is.');
    expect(problem.message).not.toContain('document-desk');
  });

  it.each([
    ['no JSON', '{"source":', 'The body is no valid JSON'],
    ['an array', '[]', 'source must be a string'],
    ['no source', '{}', 'source must be a string'],
    ['a path as source', '{"source":"../B.docx"}', 'source contains a path separator'],
    ['another type as target', '{"source":"A.docx","target":"B.pdf"}', 'target must end in .docx'],
    ['a lone surrogate', '{"source":"\\ud800.docx"}', 'source is not well-formed'],
    ['a field that nobody knows', '{"source":"A.docx","folder":"x"}', 'property folder should not exist'],
  ])('answers 400 to an append with %s', async (_what, body, message) => {
    expect(await problemIn(postJson(body))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(message),
    });
  });

  it('answers 415 to an append that does not call itself JSON, and 413 to a long one', async () => {
    const init = { method: 'POST', body: '{"source":"A.docx"}' };
    const unnamed = await problemIn(desk.fetch('/documents/A.docx/append', init));
    expect(unnamed).toMatchObject({ statusCode: 415, hint: expect.stringContaining('Content-Type: application/json') });
    expect((await problemIn(postJson(JSON.stringify({ source: 'x'.repeat(200_000) })))).statusCode).toBe(413);
  });

  it('passes on what Aspose says of a format or a document', async () => {
    expect(await problemIn(desk.fetch('/documents/A.docx?format=pdf'))).toMatchObject({
      statusCode: 501,
      message: expect.stringContaining('cannot create pdf'),
    });
    expect(await problemIn(desk.fetch('/documents/A.docx?format=zzz'))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("'zzz' is not a format"),
    });
    expect((await problemIn(desk.fetch('/documents/A.docx?format=../x'))).message).toContain('format must be');
    await desk.upload('Broken.docx', Buffer.from('PK\x03\x04 and then nothing'));
    expect((await problemIn(desk.append('A.docx', { source: 'Broken.docx' }))).statusCode).toBe(400);
  });

  it('answers 404 in its own shape to a path it does not have', async () => {
    expect(await problemIn(desk.fetch('/nothing'))).toMatchObject({ statusCode: 404, error: 'Not Found' });
  });

  it.each([
    ['is unavailable', { kind: 'unavailable', retryAfterSeconds: 7 }, { statusCode: 503, retryAfter: 7 }],
    ['fails', { kind: 'server-error' }, { statusCode: 502, message: expect.stringContaining('answered 500') }],
    ['cuts the connection', { kind: 'reset' }, { statusCode: 503, message: expect.stringContaining('no answer') }],
    ['refuses every token', { kind: 'unauthorized' }, { statusCode: 502, message: expect.stringContaining('token') }],
  ] as const)('says so where Aspose %s', async (_what, fault, expected) => {
    for (const send of [
      () => desk.fetch('/documents'),
      () => desk.fetch('/documents/A.docx'),
      () => desk.append('A.docx', { source: 'A.docx', target: 'B.docx' }),
    ]) {
      sandbox.faults.api = fault;
      expect(await problemIn(send())).toMatchObject(expected);
    }
    sandbox.faults.api = fault;
    expect((await problemIn(desk.upload('New.docx', docx))).statusCode).toBeGreaterThanOrEqual(502);
    sandbox.faults.clear();
    expect(await desk.names()).not.toContain('New.docx');
  });

  it('never shows a token or a secret, neither to clients nor in its log', async () => {
    const answers: string[] = [];
    for (const kind of ['unauthorized', 'server-error', 'unavailable', 'reset'] as const) {
      sandbox.faults.api = { kind };
      for (const answer of [
        desk.fetch('/documents/A.docx'),
        desk.upload('New.docx', docx),
        desk.fetch('/auth/state'),
      ]) {
        answers.push(await (await answer).text());
      }
    }
    const shown = JSON.stringify([answers, desk.log]);
    expect(shown).toContain('refused');
    expect(shown).not.toContain(sandbox.clientSecret);
    expect(shown).not.toMatch(/Bearer|eyJ/);
  });
});

describe('the document desk without a token', () => {
  let sandbox: AsposeSandbox;
  let desk: RunningDesk | undefined;
  // One for each test: a process remembers for a time what a token endpoint has said to a pair of credentials.
  beforeEach(async () => {
    sandbox = await AsposeSandbox.start();
  });
  afterEach(async () => {
    await desk?.close();
    desk = undefined;
    await sandbox.stop();
  });

  const start = async (env: Record<string, string> = {}) =>
    (desk = await startDesk({ ...pointingAt(sandbox), ...env }));

  it('answers 503 where nobody listens at the address of Aspose', async () => {
    const gone = await AsposeSandbox.start();
    const { url } = gone;
    await gone.stop();
    const unreachable = await start({ ASPOSE_BASE_URL: url });
    const docx = await makeDocx();
    for (const answer of [unreachable.fetch('/documents'), unreachable.upload('A.docx', docx)]) {
      const problem = await problemIn(answer);
      expect(problem).toMatchObject({ statusCode: 503, message: expect.stringContaining(new URL(url).host) });
    }
    expect((await unreachable.fetch('/auth/state')).status).toBe(200);
  });

  it('passes on how long the token endpoint asks to wait', async () => {
    sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 30 };
    const waiting = await start();
    const { statusCode, retryAfter } = await problemIn(waiting.upload('A.docx', await makeDocx()));
    expect(statusCode).toBe(503);
    expect(retryAfter).toBeGreaterThanOrEqual(29);
    expect(retryAfter).toBeLessThanOrEqual(30);
  });

  it('answers 503 where the token endpoint hangs', async () => {
    sandbox.faults.token = { kind: 'hang' };
    const hanging = await start({ ASPOSE_TOKEN_TIMEOUT_MS: '200' });
    const problem = await problemIn(hanging.fetch('/documents'));
    expect(problem).toMatchObject({
      statusCode: 503,
      message: expect.stringContaining('did not answer within 200 ms'),
    });
  });

  it('answers 502 to wrong credentials, and shows neither', async () => {
    const wrong = await start({ ASPOSE_CLIENT_SECRET: WRONG });
    const problem = await problemIn(wrong.fetch('/documents'));
    expect(problem).toMatchObject({ statusCode: 502, message: expect.stringContaining('ASPOSE_CLIENT_SECRET') });
    expect(JSON.stringify([problem, wrong.log, await (await wrong.fetch('/auth/state')).json()])).not.toContain(WRONG);
  });

  it('answers 503 with the time that is left where the credentials are locked out', async () => {
    for (let i = 0; i < 5; i++) await requestToken(sandbox, { client_secret: 'e'.repeat(32) });
    const locked = await start({ ASPOSE_CLIENT_SECRET: 'e'.repeat(32) });
    const { statusCode, retryAfter } = await problemIn(locked.fetch('/documents'));
    expect(statusCode).toBe(503);
    expect(retryAfter).toBeGreaterThan(590);
    expect(retryAfter).toBeLessThanOrEqual(600);
  });

  it('answers 502 where the token endpoint answers without a token', async () => {
    sandbox.faults.token = { kind: 'no-access-token' };
    expect(await problemIn((await start()).fetch('/documents'))).toMatchObject({ statusCode: 502 });
  });

  it.each([
    [{ ASPOSE_CLIENT_SECRET: '' }, 'set ASPOSE_CLIENT_SECRET'],
    [{ ASPOSE_CLIENT_ID: '  ' }, 'set ASPOSE_CLIENT_ID'],
  ])('does not start with one of the two credentials: %j', async (env, fix) => {
    const error = await start(env).catch((reason: unknown) => reason);
    expect(whyItCannotStart(error)).toContain(fix);
    expect(whyItCannotStart(error)).toContain('Without any credentials the desk works with a sandbox');
  });
});

describe('the settings of the document desk', () => {
  const read = (env: Record<string, string>) => readSettings((name) => env[name]);

  it('has a default for each', () => {
    const expected = { host: '127.0.0.1', port: 3000, maxUploadBytes: 52_428_800, storageName: undefined };
    expect(read({})).toEqual(expected);
    expect(read({ HOST: ' ', PORT: '', MAX_UPLOAD_BYTES: '' })).toEqual(expected);
  });

  it.each(['abc', '-1', '65536', '3.5', '0x10', '1e3'])('refuses the port %s', (PORT) => {
    expect(() => read({ PORT })).toThrow(`PORT must be a whole number from 0 to 65535, and is "${PORT}"`);
  });

  it('names every problem at once', () => {
    expect(() => read({ PORT: 'x', MAX_UPLOAD_BYTES: '0' })).toThrow(/PORT .*MAX_UPLOAD_BYTES /);
  });

  it.each(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'])('says in one line what %s means', (code) => {
    const error = Object.assign(new Error('listen'), { code, port: 3000, address: '127.0.0.1' });
    expect(whyItCannotStart(error).split('\n')).toHaveLength(1);
  });
});
