import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeAspose, json } from '../../support/fake-aspose.js';
import { Terminal, variablesFor } from '../terminal.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  await fake.stop();
});

const user = (changes: Record<string, string> = {}, isTTY = false) =>
  new Terminal({ ...variablesFor(fake), ...changes }, isTTY);

describe('the doctor', () => {
  it('reports no problem if there is none, one line per check, in order', async () => {
    const terminal = user();
    expect(await terminal.run('doctor')).toBe(0);
    expect(terminal.err).toBe('');
    const lines = terminal.out.trimEnd().split('\n');
    expect(lines).toEqual([
      `ok    environment  client id from ASPOSE_CLIENT_ID, secret from ASPOSE_CLIENT_SECRET, token endpoint ${fake.url}/connect/token`,
      `ok    origins      tokens are sent to ${fake.url} only`,
      'ok    name         127.0.0.1 is an IP address',
      `ok    connection   ${new URL(fake.url).host} accepts connections`,
      `                   Sending ONE token request to ${fake.url}/connect/token, with the client id and secret …`,
      "ok    clock        matches the server's clock",
      expect.stringMatching(/^ok {4}credentials {2}a token was granted in \d+ ms$/),
      expect.stringMatching(/^ok {4}lifetime {5}60 min, until 20..-.*Z$/),
      'ok    claims       none: the token is not a JWT',
    ]);
  });

  it('announces the one token request before it sends it', async () => {
    const terminal = user();
    let before = '';
    fake.onToken = (_seen, response) => {
      before = terminal.out;
      fake.grant(response);
    };
    await terminal.run('doctor');
    expect(before).toContain('Sending ONE token request to');
    expect(before).not.toContain('granted');
  });

  it('names aliases of variables if they are used', async () => {
    const { ASPOSE_CLIENT_ID: id, ASPOSE_CLIENT_SECRET: secret, ASPOSE_BASE_URL: url } = variablesFor(fake);
    const terminal = new Terminal({ ASPOSE_APP_SID: id, ASPOSE_APP_KEY: secret, ASPOSE_CLOUD_API_URL: `${url}/v4.0` });
    fake.onToken = (_seen, response) => json(response, 404, {});
    expect(await terminal.run('doctor')).toBe(6);
    expect(terminal.lines('environment')[0]).toContain('client id from ASPOSE_APP_SID, secret from ASPOSE_APP_KEY');
    expect(terminal.lines('credentials')[0]).toContain('Fix: correct ASPOSE_CLOUD_API_URL');
  });

  it('with --no-token sends no token request, but checks the clock', async () => {
    const terminal = user();
    fake.onApi = (_seen, response) => {
      response.writeHead(404, { date: new Date(Date.now() - 600_000).toUTCString() }).end();
    };
    expect(await terminal.run('doctor', '--no-token')).toBe(7);
    expect(fake.tokenRequests).toHaveLength(0);
    expect(fake.apiRequests.map(({ method, url }) => `${method} ${url}`)).toEqual(['HEAD /']);
    expect(terminal.lines('clock')[0]).toMatch(/^warn.* clock is 10 min ahead of the server's/);
    expect(terminal.lines('credentials')).toEqual(['skip  credentials  not checked: --no-token']);
    expect(terminal.out).not.toContain('ONE');
  });

  it('with --no-token accepts a server that does not tell the time', async () => {
    const terminal = user({ ASPOSE_TOKEN_TIMEOUT_MS: '100' });
    fake.onApi = () => undefined;
    expect(await terminal.run('doctor', '--no-token')).toBe(0);
    expect(terminal.lines('clock')).toEqual(['skip  clock        not checked: the server did not respond (ETIMEDOUT)']);
  });

  it('requests no token for an anonymous account', async () => {
    const terminal = new Terminal({
      ASPOSE_BASE_URL: fake.url,
      ASPOSE_ANONYMOUS: '1',
      ASPOSE_TOKEN_URL: 'http://127.0.0.1:1/no-token-is-requested-here',
    });
    expect(await terminal.run('doctor')).toBe(0);
    expect(terminal.out.trimEnd().split('\n')).toEqual([
      'ok    environment  anonymous (ASPOSE_ANONYMOUS): no token is requested or sent',
      'skip  origins      not checked: the account is anonymous',
      'ok    name         127.0.0.1 is an IP address',
      `ok    connection   ${new URL(fake.url).host} accepts connections`,
      "ok    clock        matches the server's clock",
      'skip  credentials  not checked: the account is anonymous',
    ]);
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it('warns of credentials that have no effect, and names the API that an anonymous account cannot reach', async () => {
    const terminal = user({ ASPOSE_ANONYMOUS: '1', ASPOSE_BASE_URL: 'http://127.0.0.1:1' });
    expect(await terminal.run('doctor')).toBe(3);
    expect(terminal.lines('environment')[1]).toBe(
      'warn  environment  ASPOSE_ANONYMOUS is set, so no token is requested or sent. Unset it, or ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET',
    );
    expect(terminal.lines('connection')[0]).toContain('correct the host and port in ASPOSE_BASE_URL');
  });

  it('prints with --json one object, no colour, and the announcement on stderr', async () => {
    const terminal = user({}, true);
    expect(await terminal.run('doctor', '--json')).toBe(0);
    const report = JSON.parse(terminal.out);
    expect(report).toMatchObject({ ok: true, exitCode: 0 });
    const names = (report.checks as { check: string }[]).map(({ check }) => check);
    expect(names).toEqual([
      'environment',
      'origins',
      'name',
      'connection',
      'clock',
      'credentials',
      'lifetime',
      'claims',
    ]);
    expect(report.checks[1]).toMatchObject({ origins: [fake.url] });
    expect(report.checks[6]).toMatchObject({ lifetimeMs: 3_600_000 });
    expect(terminal.err).toMatch(/^aspose-auth doctor: Sending ONE token request to .*\n$/);
    expect(terminal.out).not.toContain('\u001b');
  });

  it.each([
    [
      ['--env-file', 'missing.env'],
      '--env: the file does not exist (ENOENT). Pass its path from the folder where you run this command',
    ],
    [['--jsn'], 'unknown option --jsn; did you mean --json?'],
    [['--account'], '--account needs a value'],
  ])('prints with --json and %j an object too', async (argv, text) => {
    const terminal = user();
    expect(await terminal.run('doctor', '--json', ...argv)).toBe(1);
    const checks = [{ check: 'usage', status: 'fail', text }];
    expect(JSON.parse(terminal.out)).toEqual({ ok: false, exitCode: 1, checks });
    expect(terminal.err).toBe(`aspose-auth doctor: ${text}\nSee aspose-auth doctor --help\n`);
  });

  it('is coloured on a terminal, unless NO_COLOR is set', async () => {
    const [plain, coloured] = [user({ NO_COLOR: '1' }, true), user({}, true)];
    await plain.run('doctor');
    await coloured.run('doctor');
    expect(plain.out).not.toContain('\u001b');
    expect(coloured.out).toContain('\u001b[32mok  \u001b[39m');
  });

  it('mentions a .env file that it was not told to read', async () => {
    const terminal = new Terminal();
    const lines = Object.entries(variablesFor(fake)).map(([name, value]) => `${name}=${value}`);
    writeFileSync(join(terminal.cwd, '.env'), lines.join('\n'));
    expect(await terminal.run('doctor')).toBe(2);
    expect(terminal.err).toBe(
      'aspose-auth doctor: the .env file in this folder was not read. To read it, pass --env .env\n',
    );
    expect(await terminal.run('doctor', '--env-file', '.env')).toBe(0);
    expect(await terminal.run('doctor', '--env-file', 'other.env')).toBe(1);
    expect(terminal.err).toContain('--env: the file does not exist (ENOENT)');
  });

  it('says why a secret file cannot be read', async () => {
    const terminal = user({ ASPOSE_CLIENT_SECRET: '', ASPOSE_CLIENT_SECRET_FILE: '/missing/secret' });
    expect(await terminal.run('doctor')).toBe(2);
    expect(terminal.lines('environment')[0]).toMatch(
      /^FAIL.*read from ASPOSE_CLIENT_SECRET_FILE \(ENOENT\)\. The file that it names does not exist\.$/,
    );
  });

  it('checks a named account even if the environment has no default account', async () => {
    const own = Object.entries(variablesFor(fake)).map(([name, value]) => [name.replace('_', '_GROUPDOCS_'), value]);
    const terminal = new Terminal(Object.fromEntries(own));
    expect(await terminal.run('doctor', '--account', 'groupdocs')).toBe(0);
    expect(await terminal.run('token', '--account', 'groupdocs')).toBe(0);
    expect(await terminal.run('doctor')).toBe(2);
    expect(await terminal.run('doctor', '--account', 'default')).toBe(2);
    expect(await terminal.run('token')).toBe(2);
  });

  it('warns about proxies in the file, unless the environment has them too', async () => {
    const terminal = user({ HTTPS_PROXY: 'http://127.0.0.1:2' });
    writeFileSync(
      join(terminal.cwd, '.env'),
      'http_proxy=http://user:word@127.0.0.1:1\nHTTPS_PROXY=http://127.0.0.1:3\nALL_PROXY=\nNO_PROXY=*\n',
    );
    expect(await terminal.run('doctor', '--no-token', '--env', '.env')).toBe(0);
    expect(terminal.err).toBe(
      'aspose-auth doctor: proxy variables of .env have no effect: http_proxy, NO_PROXY. Set them in the environment instead\n',
    );
  });

  it('checks the named account, and names the variables that it inherits', async () => {
    const terminal = user({ ASPOSE_REPORTS_CLIENT_ID: fake.clientId, ASPOSE_REPORTS_CLIENT_SECRET: fake.clientSecret });
    fake.onToken = (_seen, response) => json(response, 404, {});
    expect(await terminal.run('doctor', '--account', 'reports')).toBe(6);
    expect(terminal.lines('environment')[0]).toContain(
      'ASPOSE_REPORTS_CLIENT_ID, secret from ASPOSE_REPORTS_CLIENT_SECRET',
    );
    expect(terminal.lines('credentials').at(-1)).toContain('Fix: correct ASPOSE_BASE_URL');
    expect(await terminal.run('doctor', '--account', 'mine')).toBe(2);
    expect(terminal.lines('environment').at(-1)).toMatch(/^FAIL.*no account of that name\. Set ASPOSE_MINE_CLIENT_ID/);
  });
});

describe('the doctor never sends a second token request', () => {
  it.each([
    ['500', (response) => json(response, 500, {})],
    ['503 with Retry-After: 0', (response) => json(response, 503, {}, { 'retry-after': '0' })],
    ['429 with Retry-After: 0', (response) => json(response, 429, {}, { 'retry-after': '0' })],
    ['408', (response) => json(response, 408, {})],
    ['invalid_client', (response) => json(response, 400, { error: 'invalid_client' })],
    ['a broken connection', (response) => void response.destroy()],
    ['silence', () => undefined],
    ['no token', (response) => json(response, 200, {})],
    [
      'a token that expires at once',
      (response) => json(response, 200, { access_token: 'a', token_type: 'Bearer', expires_in: 0 }),
    ],
  ] as [string, (response: Parameters<FakeAspose['onToken']>[1]) => void][])('after %s', async (_what, respond) => {
    fake.onToken = (_seen, response) => respond(response);
    await user({ ASPOSE_TOKEN_TIMEOUT_MS: '1200' }).run('doctor');
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('after a rejection, even if the secret in the file has changed meanwhile', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'aspose-auth-secret-')), 'secret');
    writeFileSync(file, 'abc1');
    fake.onToken = (_seen, response) => {
      writeFileSync(file, 'abc2');
      json(response, 400, { error: 'invalid_client' });
    };
    const terminal = user({ ASPOSE_CLIENT_SECRET: '', ASPOSE_CLIENT_SECRET_FILE: file });
    expect(await terminal.run('doctor')).toBe(4);
    expect(fake.tokenRequests).toHaveLength(1);
    expect(terminal.lines('credentials').at(-1)).toContain('ASPOSE_CLIENT_SECRET_FILE');
  });
});
