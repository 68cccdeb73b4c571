import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { createEnvironment, type RunningDesk, readProblem, startDesk } from '../../sample-app/test/running-desk.js';
import { type DeskWithPage, startDeskWithPage } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

const NO_PAGE = 'test/no-page-needed';
const CONTROLS = ['revocation', 'lifetime', 'token-endpoint', 'lockout', 'secret', 'restart', 'calls'];

const post = (desk: RunningDesk, path: string, body: unknown, headers: Record<string, string> = {}) =>
  desk.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

/** Collects the event stream as text until it ends. */
async function followEvents(desk: RunningDesk) {
  const { body, headers } = await desk.fetch('/desk/events');
  const stream = { text: '', isOver: false, type: headers.get('content-type') };
  const reading = (async () => {
    for await (const chunk of body!.pipeThrough(new TextDecoderStream())) stream.text += chunk;
  })()
    .catch(() => undefined) // The application closes its connections when it stops.
    .finally(() => (stream.isOver = true));
  return { stream, reading };
}

const expectSoon = async (condition: () => boolean) => {
  for (let check = 0; check < 300 && !condition(); check += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(condition()).toBe(true);
};

describe('server of the page, with an embedded sandbox', () => {
  let desk: DeskWithPage;
  beforeAll(async () => {
    desk = await startDeskWithPage(NO_PAGE);
    await desk.upload('A.docx', await makeDocx({ title: '<script>alert(1)</script>' }));
  });
  afterAll(() => desk.close());

  it('describes the service, the limit and the formats', async () => {
    const about = await (await desk.fetch('/desk/about')).json();
    expect(about).toEqual({ service: 'sandbox', maxUploadBytes: 52_428_800, formats: ['docx', 'html', 'txt'] });
  });

  it('streams events without a secret or a token, and ends the stream when it closes', async () => {
    const other = await startDeskWithPage(NO_PAGE);
    const { stream, reading } = await followEvents(other);
    expect(stream.type).toBe('text/event-stream');
    await expectSoon(() => stream.text.includes('retry: 1000'));
    await other.listNames();
    await post(other, '/desk/controls/revocation', {});
    await post(other, '/desk/controls/secret', {});
    await other.listNames();
    for (const kind of ['requested', 'acquired', 'rejected', 'control', 'calls'])
      await expectSoon(() => stream.text.includes(`"kind":"${kind}"`));
    await expectSoon(() => stream.text.includes('"replayed":1'));
    await other.close();
    await reading;
    expect(stream.isOver).toBe(true);
    expect(other.secrets.size).toBeGreaterThanOrEqual(4); // Two secrets, two tokens.
    for (const secret of other.secrets) expect(stream.text).not.toContain(secret);
    expect(stream.text).not.toContain('eyJ');
  });

  it('sends the events of the last minute to a page that opens later', async () => {
    await post(desk, '/desk/controls/revocation', {});
    await new Promise((resolve) => setTimeout(resolve, 300));
    const { stream } = await followEvents(desk);
    await expectSoon(() => stream.text.includes('All tokens were revoked'));
  });

  it('serves previews with a policy that allows no scripts', async () => {
    const response = await desk.fetch('/desk/preview/A.docx');
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('content-disposition')).toBeNull();
    expect(response.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; .*frame-ancestors 'self'; sandbox$/,
    );
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await response.text()).toContain('&lt;script&gt;');
    const missing = await desk.fetch('/desk/preview/None%20%3Cb%3E.docx');
    expect([missing.status, missing.headers.get('content-security-policy')]).toEqual([
      404,
      expect.stringContaining('sandbox'),
    ]);
    expect(await missing.text()).not.toContain('<b>');
  });

  it.each(['/documents', '/desk/about', '/none'])('sets security headers on %s', async (path) => {
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
    ['a sandbox control', 'POST', '/desk/controls/revocation'],
  ])('forbids %s by a page of another origin', async (_request, method, path) => {
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
    const body = method === 'DELETE' ? undefined : '{}';
    const { statusCode, message } = await readProblem(desk.fetch(path, { method, headers, body }));
    expect([statusCode, message]).toEqual([403, expect.stringContaining('another origin')]);
    expect(await desk.listNames()).toEqual(['A.docx']);
  });

  it('does not accept other names that resolve to its address', async () => {
    const { hostname, port } = new URL(desk.url);
    const status = await new Promise((resolve) => {
      request({ hostname, port, path: '/documents', headers: { host: 'evil.example' } }, ({ statusCode }) =>
        resolve(statusCode),
      ).end();
    });
    expect(status).toBe(403);
  });

  it('accepts no other names when it listens on all addresses, except for ALLOWED_HOSTS', async () => {
    const other = await startDesk({ HOST: '0.0.0.0', ALLOWED_HOSTS: 'desk.example' }, NO_PAGE);
    const { hostname, port } = new URL(other.url);
    const getStatus = (host: string) =>
      new Promise((resolve) => {
        request({ hostname, port, path: '/documents', headers: { host } }, ({ statusCode }) =>
          resolve(statusCode),
        ).end();
      });
    const hosts = ['evil.example', 'desk.example', `192.168.1.5:${port}`];
    expect(await Promise.all(hosts.map(getStatus))).toEqual([403, 200, 200]);
    await other.close();
  });

  it.each([
    ['lifetime', { seconds: 0 }],
    ['lifetime', { seconds: 1e9 }],
    ['token-endpoint', { mode: 'gone' }],
    ['calls', { overSeconds: -1 }],
    ['calls', { overSeconds: 0, total: 1e9 }],
  ])('rejects %s with %j', async (path, body) => {
    expect((await readProblem(post(desk, `/desk/controls/${path}`, body))).statusCode).toBe(400);
  });

  it('accepts sandbox controls only as JSON, and one batch of calls at a time', async () => {
    const plain = await readProblem(desk.fetch('/desk/controls/revocation', { method: 'POST', body: '{}' }));
    expect(plain.statusCode).toBe(415);
    expect((await post(desk, '/desk/controls/calls', { overSeconds: 60 })).status).toBe(202);
    const second = await readProblem(post(desk, '/desk/controls/calls', { overSeconds: 0 }));
    expect(second).toMatchObject({ statusCode: 409, hint: 'Wait until it has finished.' });
  });
});

describe('server of the page, with a real service', () => {
  it.each(CONTROLS)('has no sandbox control %s', async (name) => {
    const sandbox = await AsposeSandbox.start();
    const desk = await startDesk(createEnvironment(sandbox), NO_PAGE);
    const path = `/desk/controls/${name}`;
    const { statusCode, message } = await readProblem(post(desk, path, { seconds: 10, mode: 'up', overSeconds: 0 }));
    const unknown = await readProblem(post(desk, '/desk/none', {}));
    expect([statusCode, message]).toEqual([404, unknown.message.replace('/desk/none', path)]);
    expect(await (await desk.fetch('/desk/about')).json()).toMatchObject({ service: new URL(sandbox.url).host });
    const { stream } = await followEvents(desk);
    await expectSoon(() => stream.text.includes('"counts"'));
    expect(stream.text).not.toContain('"sandbox"');
    await desk.close();
    await sandbox.stop();
  });
});
