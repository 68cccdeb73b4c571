import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { pointingAt, problemIn, type RunningDesk, startDesk } from '../../sample-app/test/running-desk.js';
import { type DeskWithPage, startDeskWithPage } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

const NOWHERE = 'test/no-page-is-needed';
const SWITCHES = ['revocation', 'lifetime', 'token-endpoint', 'secret', 'calls'];

const post = (desk: RunningDesk, path: string, body: unknown, headers: Record<string, string> = {}) =>
  desk.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** The stream as text, as long as it goes on. */
async function follow(desk: RunningDesk) {
  const { body, headers } = await desk.fetch('/desk/events');
  const stream = { text: '', isOver: false, type: headers.get('content-type') };
  const reading = (async () => {
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) stream.text += chunk;
  })()
    .catch(() => undefined) // a desk that closes cuts its connections
    .finally(() => (stream.isOver = true));
  return { stream, reading };
}

const soon = async (isSo: () => boolean) => {
  for (let look = 0; look < 300 && !isSo(); look += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isSo()).toBe(true);
};

describe('what the desk serves its page, with its own sandbox', () => {
  let desk: DeskWithPage;
  beforeAll(async () => {
    desk = await startDeskWithPage(NOWHERE);
    await desk.upload('A.docx', await makeDocx({ title: '<script>alert(1)</script>' }));
  });
  afterAll(() => desk.close());

  it('tells of the service, the limit and the formats', async () => {
    const about = await (await desk.fetch('/desk/about')).json();
    expect(about).toEqual({ service: 'sandbox', maxUploadBytes: 52_428_800, formats: ['docx', 'html', 'txt'] });
  });

  it('streams what happens, without a secret or a token, and ends when the desk does', async () => {
    const other = await startDeskWithPage(NOWHERE);
    const { stream, reading } = await follow(other);
    expect(stream.type).toBe('text/event-stream');
    await soon(() => stream.text.includes('retry: 1000'));
    await other.names();
    await post(other, '/desk/switches/revocation', {});
    await post(other, '/desk/switches/secret', {});
    await other.names();
    for (const kind of ['requested', 'acquired', 'rejected', 'switched', 'calls'])
      await soon(() => stream.text.includes(`"kind":"${kind}"`));
    await soon(() => stream.text.includes('"replayed":1'));
    await other.close();
    await reading;
    expect(stream.isOver).toBe(true);
    expect(other.secrets.size).toBeGreaterThanOrEqual(4); // two secrets, two tokens
    for (const secret of other.secrets) expect(stream.text).not.toContain(secret);
    expect(stream.text).not.toContain('eyJ');
  });

  it('tells a page that opens late the last minute', async () => {
    await post(desk, '/desk/switches/revocation', {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { stream } = await follow(desk);
    await soon(() => stream.text.includes('Every token was revoked'));
  });

  it('shows a document under a policy that lets it do nothing', async () => {
    const answer = await desk.fetch('/desk/preview/A.docx');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(answer.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*frame-ancestors 'self'; sandbox$/,
    );
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toContain('&lt;script&gt;');
    const missing = await desk.fetch('/desk/preview/None%20%3Cb%3E.docx');
    expect([missing.status, missing.headers.get('content-security-policy')]).toEqual([
      404,
      expect.stringContaining('sandbox'),
    ]);
    expect(await missing.text()).not.toContain('<b>');
  });

  it.each(['/documents', '/desk/about', '/none'])('sets its headers on %s', async (path) => {
    const { headers } = await desk.fetch(path);
    const policy = headers.get('content-security-policy')!.split(';');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*|upgrade/);
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.has('x-powered-by')).toBe(false);
    expect(headers.has('strict-transport-security')).toBe(false);
  });

  it.each([
    ['an upload', 'POST', '/documents'],
    ['a raw upload', 'PUT', '/documents/B.docx'],
    ['a deletion', 'DELETE', '/documents/A.docx'],
    ['a switch', 'POST', '/desk/switches/revocation'],
  ])('refuses %s that a page of another origin sends', async (_what, method, path) => {
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
    const body = method === 'DELETE' ? undefined : '{}';
    const { statusCode, message } = await problemIn(desk.fetch(path, { method, headers, body }));
    expect([statusCode, message]).toEqual([403, expect.stringContaining('another origin')]);
    expect(await desk.names()).toEqual(['A.docx']);
  });

  it('does not answer to a name that somebody has pointed here', async () => {
    const { hostname, port } = new URL(desk.url);
    const status = await new Promise((resolve) => {
      request({ hostname, port, path: '/documents', headers: { host: 'evil.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  it.each([
    ['lifetime', { seconds: 0 }],
    ['lifetime', { seconds: 1e9 }],
    ['token-endpoint', { mode: 'gone' }],
    ['calls', { overSeconds: -1 }],
    ['calls', { overSeconds: 0, total: 1e9 }],
  ])('refuses %s with %j', async (path, body) => {
    expect((await problemIn(post(desk, `/desk/switches/${path}`, body))).statusCode).toBe(400);
  });

  it('takes switches as JSON only, and one thousand calls at a time', async () => {
    const plain = await problemIn(desk.fetch('/desk/switches/revocation', { method: 'POST', body: '{}' }));
    expect(plain.statusCode).toBe(415);
    expect((await post(desk, '/desk/switches/calls', { overSeconds: 60 })).status).toBe(202);
    const second = await problemIn(post(desk, '/desk/switches/calls', { overSeconds: 0 }));
    expect(second).toMatchObject({ statusCode: 409, hint: 'Wait until they are through.' });
  });
});

describe('what the desk serves its page, with a real service', () => {
  it.each(SWITCHES)('has no switch %s', async (name) => {
    const sandbox = await AsposeSandbox.start();
    const desk = await startDesk(pointingAt(sandbox), NOWHERE);
    const path = `/desk/switches/${name}`;
    const { statusCode, message } = await problemIn(post(desk, path, { seconds: 10, mode: 'up', overSeconds: 0 }));
    const unknown = await problemIn(post(desk, '/desk/none', {}));
    expect([statusCode, message]).toEqual([404, unknown.message.replace('/desk/none', path)]);
    expect(await (await desk.fetch('/desk/about')).json()).toMatchObject({ service: new URL(sandbox.url).host });
    const { stream } = await follow(desk);
    await soon(() => stream.text.includes('"counts"'));
    expect(stream.text).not.toContain('"sandbox"');
    await desk.close();
    await sandbox.stop();
  });
});
