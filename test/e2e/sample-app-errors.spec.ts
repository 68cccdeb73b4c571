import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { describeStartFailure } from '../../sample-app/src/start-failure.js';
import { createEnvironment, type RunningDesk, readProblem, startDesk } from '../../sample-app/test/running-desk.js';
import { requestToken } from '../../sandbox/test/client.js';
import { makeDocx } from '../support/docx.js';

const WRONG = 'f'.repeat(32);

describe('errors of the document desk', () => {
  let sandbox: AsposeSandbox;
  let desk: RunningDesk;
  let docx: Buffer;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    desk = await startDesk(createEnvironment(sandbox));
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
    ['a name that is an operation of the Words API', () => desk.fetch('/documents/info?format=txt'), 'info'],
  ])('responds with 404 to %s of a document that does not exist', async (_request, send, name) => {
    const problem = await readProblem(send());
    expect(problem).toMatchObject({ statusCode: 404, error: 'Not Found', message: expect.stringContaining(name) });
    expect(problem.hint).toBe('GET /documents lists all documents.');
    expect(problem.message).not.toContain('document-desk');
  });

  it.each([
    ['invalid JSON', '{"source":', 'The body is not valid JSON'],
    ['an array', '[]', 'source must be a string'],
    ['no source', '{}', 'source must be a string'],
    ['a path as source', '{"source":"../B.docx"}', 'source contains a path separator'],
    ['another type as target', '{"source":"A.docx","target":"B.pdf"}', 'target must end in .docx'],
    ['a lone surrogate', '{"source":"\\ud800.docx"}', 'source is not well-formed'],
    ['an unknown field', '{"source":"A.docx","folder":"x"}', 'property folder should not exist'],
  ])('responds with 400 to an append with %s', async (_problem, body, message) => {
    expect(await readProblem(postJson(body))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining(message),
    });
  });

  it('responds with 415 to an append without a JSON content type, and with 413 to a large one', async () => {
    const init = { method: 'POST', body: '{"source":"A.docx"}' };
    const unlabelled = await readProblem(desk.fetch('/documents/A.docx/append', init));
    expect(unlabelled).toMatchObject({
      statusCode: 415,
      hint: expect.stringContaining('Content-Type: application/json'),
    });
    expect((await readProblem(postJson(JSON.stringify({ source: 'x'.repeat(200_000) })))).statusCode).toBe(413);
  });

  it('passes on the messages of Aspose about a format or a document', async () => {
    expect(await readProblem(desk.fetch('/documents/A.docx?format=pdf'))).toMatchObject({
      statusCode: 501,
      message: expect.stringContaining('cannot create pdf'),
    });
    expect(await readProblem(desk.fetch('/documents/A.docx?format=zzz'))).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("'zzz' is not a format"),
    });
    expect((await readProblem(desk.fetch('/documents/A.docx?format=../x'))).message).toContain('format must be');
    await desk.upload('Broken.docx', Buffer.from('PK\x03\x04 and then nothing'));
    expect((await readProblem(desk.append('A.docx', { source: 'Broken.docx' }))).statusCode).toBe(400);
  });

  it('responds with 404 in the same format to an unknown path', async () => {
    expect(await readProblem(desk.fetch('/nothing'))).toMatchObject({ statusCode: 404, error: 'Not Found' });
  });

  it.each([
    ['is unavailable', { kind: 'unavailable', retryAfterSeconds: 7 }, { statusCode: 503, retryAfter: 7 }],
    ['fails', { kind: 'server-error' }, { statusCode: 502, message: expect.stringContaining('responded with 500') }],
    [
      'closes the connection',
      { kind: 'reset' },
      { statusCode: 503, message: expect.stringContaining('no usable response') },
    ],
    ['rejects every token', { kind: 'unauthorized' }, { statusCode: 502, message: expect.stringContaining('token') }],
  ] as const)('reports that Aspose %s', async (_problem, fault, expected) => {
    for (const send of [
      () => desk.fetch('/documents'),
      () => desk.fetch('/documents/A.docx'),
      () => desk.append('A.docx', { source: 'A.docx', target: 'B.docx' }),
    ]) {
      sandbox.faults.api = fault;
      expect(await readProblem(send())).toMatchObject(expected);
    }
    sandbox.faults.api = fault;
    expect((await readProblem(desk.upload('New.docx', docx))).statusCode).toBeGreaterThanOrEqual(502);
    sandbox.faults.clear();
    expect(await desk.listNames()).not.toContain('New.docx');
  });

  it('never shows a token or a secret, neither to clients nor in the log', async () => {
    const bodies: string[] = [];
    for (const kind of ['unauthorized', 'server-error', 'unavailable', 'reset'] as const) {
      sandbox.faults.api = { kind };
      for (const response of [
        desk.fetch('/documents/A.docx'),
        desk.upload('New.docx', docx),
        desk.fetch('/auth/state'),
      ]) {
        bodies.push(await (await response).text());
      }
    }
    const shown = JSON.stringify([bodies, desk.log]);
    expect(shown).toContain('rejected');
    expect(shown).not.toContain(sandbox.clientSecret);
    expect(shown).not.toMatch(/Bearer|eyJ/);
  });
});

describe('the document desk without a token', () => {
  let sandbox: AsposeSandbox;
  let desk: RunningDesk | undefined;
  // A new sandbox for each test, because the package remembers failures per token endpoint and credentials.
  beforeEach(async () => {
    sandbox = await AsposeSandbox.start();
  });
  afterEach(async () => {
    await desk?.close();
    desk = undefined;
    await sandbox.stop();
  });

  const start = async (env: Record<string, string> = {}) =>
    (desk = await startDesk({ ...createEnvironment(sandbox), ...env }));

  it('responds with 503 if nothing listens at the address of Aspose', async () => {
    const stopped = await AsposeSandbox.start();
    const { url } = stopped;
    await stopped.stop();
    const unreachable = await start({ ASPOSE_BASE_URL: url });
    const docx = await makeDocx();
    for (const response of [unreachable.fetch('/documents'), unreachable.upload('A.docx', docx)]) {
      const problem = await readProblem(response);
      expect(problem).toMatchObject({ statusCode: 503, message: expect.stringContaining(new URL(url).host) });
    }
    expect((await unreachable.fetch('/auth/state')).status).toBe(200);
  });

  it('passes on Retry-After of the token endpoint', async () => {
    sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 30 };
    const waiting = await start();
    const { statusCode, retryAfter } = await readProblem(waiting.upload('A.docx', await makeDocx()));
    expect(statusCode).toBe(503);
    expect(retryAfter).toBeGreaterThanOrEqual(29);
    expect(retryAfter).toBeLessThanOrEqual(60); // with jitter
  });

  it('responds with 503 if the token endpoint hangs', async () => {
    sandbox.faults.token = { kind: 'hang' };
    const hanging = await start({ ASPOSE_TOKEN_TIMEOUT_MS: '200' });
    const problem = await readProblem(hanging.fetch('/documents'));
    expect(problem).toMatchObject({
      statusCode: 503,
      message: expect.stringContaining('did not answer within 200 ms'),
    });
  });

  it('responds with 502 if the credentials are wrong, and does not show them', async () => {
    const wrong = await start({ ASPOSE_CLIENT_SECRET: WRONG });
    const problem = await readProblem(wrong.fetch('/documents'));
    expect(problem).toMatchObject({ statusCode: 502, message: expect.stringContaining('ASPOSE_CLIENT_SECRET') });
    expect(JSON.stringify([problem, wrong.log, await (await wrong.fetch('/auth/state')).json()])).not.toContain(WRONG);
  });

  it('responds with 503 and the remaining time if the credentials are locked out', async () => {
    for (let i = 0; i < 5; i++) await requestToken(sandbox, { client_secret: 'e'.repeat(32) });
    const locked = await start({ ASPOSE_CLIENT_SECRET: 'e'.repeat(32) });
    const { statusCode, retryAfter } = await readProblem(locked.fetch('/documents'));
    expect(statusCode).toBe(503);
    expect(retryAfter).toBeGreaterThan(590);
    expect(retryAfter).toBeLessThanOrEqual(660); // with jitter
  });

  it('responds with 502 if the token response has no token', async () => {
    sandbox.faults.token = { kind: 'no-access-token' };
    expect(await readProblem((await start()).fetch('/documents'))).toMatchObject({ statusCode: 502 });
  });

  it.each([
    [{ ASPOSE_CLIENT_SECRET: '' }, 'set ASPOSE_CLIENT_SECRET'],
    [{ ASPOSE_CLIENT_ID: '  ' }, 'set ASPOSE_CLIENT_ID'],
  ])('does not start with only one of the two credentials: %j', async (env, fix) => {
    const error = await start(env).catch((reason: unknown) => reason);
    expect(describeStartFailure(error)).toContain(fix);
    expect(describeStartFailure(error)).toContain('Without any credentials the document desk uses a sandbox');
  });
});
