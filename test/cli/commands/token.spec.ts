import { writeFileSync } from 'node:fs';
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

const pipe = (changes: Record<string, string | undefined> = {}) => new Terminal({ ...variablesFor(fake), ...changes });

describe('aspose-auth token', () => {
  it('prints the token and a line break, and nothing else, to a pipe', async () => {
    const terminal = pipe();
    expect(await terminal.run('token')).toBe(0);
    expect(terminal.out).toBe(`${[...fake.valid].join('')}\n`);
    expect(terminal.err).toBe('');
  });

  it('prints no token on a terminal, says why, and requests none', async () => {
    const terminal = new Terminal(variablesFor(fake), true);
    expect(await terminal.run('token')).toBe(1);
    expect(terminal.out).toBe('');
    expect(terminal.err).toMatch(/^aspose-auth token: stdout is a terminal, where .* or pass --show\n$/);
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it('prints it on a terminal with --show', async () => {
    const terminal = new Terminal(variablesFor(fake), true);
    expect(await terminal.run('token', '--show')).toBe(0);
    expect(terminal.out).toBe(`${[...fake.valid].join('')}\n`);
  });

  it('reads variables from a file too', async () => {
    const terminal = new Terminal();
    const lines = Object.entries(variablesFor(fake)).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(terminal.cwd, '.env'), lines.join(''));
    expect(await terminal.run('token')).toBe(2);
    expect(await terminal.run('token', '--env', '.env')).toBe(0);
    expect(await terminal.run('token', '--env-file', 'none')).toBe(1);
    expect(terminal.err).toContain('aspose-auth token: --env: the file does not exist (ENOENT)');
  });

  it('retries after a transient failure, and not after a rejection', async () => {
    fake.onToken = (_seen, response) => {
      if (fake.tokenRequests.length === 1) json(response, 500, {});
      else fake.grant(response);
    };
    expect(await pipe().run('token')).toBe(0);
    fake.tokenRequests.length = 0;
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    expect(await pipe().run('token')).toBe(4);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it.each([
    ['a missing id', { ASPOSE_CLIENT_ID: '' }, 2, 'ASPOSE_CLIENT_ID is missing: set it (create'],
    [
      'a missing secret file',
      { ASPOSE_CLIENT_SECRET: '', ASPOSE_CLIENT_SECRET_FILE: '/missing/secret' },
      2,
      'could not be read from ASPOSE_CLIENT_SECRET_FILE',
    ],
    [
      'an anonymous account',
      { ASPOSE_ANONYMOUS: 'true' },
      2,
      'ASPOSE_ANONYMOUS is set, so there is no token. Unset it.',
    ],
    ['a server that is not running', { ASPOSE_BASE_URL: 'http://127.0.0.1:1' }, 3, 'ECONNREFUSED'],
  ])('reports %s on stderr, with nothing on stdout', async (_what, changes, code, message) => {
    const terminal = pipe(changes);
    expect(await terminal.run('token')).toBe(code);
    expect(terminal.out).toBe('');
    expect(terminal.err).toMatch(/^aspose-auth token: /);
    expect(terminal.err).toContain(message);
    expect(terminal.err).not.toContain(fake.clientSecret);
  });

  it.each([
    ['rejected credentials', 400, { error: 'invalid_client' }, {}, 4],
    ['a lockout', 429, {}, { 'retry-after': '600' }, 5],
    ['a server error', 503, {}, { 'retry-after': '5' }, 6],
    ['no token', 200, { hello: 'there' }, {}, 6],
  ])('has an exit code for %s', async (_what, status, body, headers, code) => {
    fake.onToken = (_seen, response) => json(response, status, body, headers);
    const terminal = pipe();
    expect(await terminal.run('token')).toBe(code);
    expect(terminal.out).toBe('');
    expect(terminal.err).toMatch(/^aspose-auth token: .+\n$/);
    expect(terminal.err).not.toContain(fake.clientSecret);
  });

  it('uses the named account', async () => {
    const own = Object.fromEntries(
      Object.entries(variablesFor(fake)).map(([name, value]) => [name.replace('ASPOSE', 'ASPOSE_REPORTS'), value]),
    );
    const terminal = pipe({ ...own, ASPOSE_BASE_URL: 'http://127.0.0.1:1' });
    expect(await terminal.run('token', '--account', 'reports')).toBe(0);
    expect(terminal.out).toBe(`${[...fake.valid].join('')}\n`);
    expect(await terminal.run('token', '--account', 'mine')).toBe(2);
    expect(terminal.err).toMatch(/no account of that name\. Set ASPOSE_MINE_CLIENT_ID\. /);
    terminal.env.ASPOSE_REPORTS_ANONYMOUS = 'yes';
    expect(await terminal.run('token', '--account', 'reports')).toBe(2);
    expect(terminal.err).toContain('ASPOSE_REPORTS_ANONYMOUS is set');
    expect(await terminal.run('token', '--account', 'cloud')).toBe(2);
    expect(terminal.err).toMatch(
      /no account of that name\. Choose another name: the variables of this one are aliases .*\n$/,
    );
  });

  it('says why a secret file cannot be read', async () => {
    const terminal = pipe({ ASPOSE_CLIENT_SECRET: '', ASPOSE_CLIENT_SECRET_FILE: '/missing/secret' });
    await terminal.run('token');
    expect(terminal.err).toMatch(/\(ENOENT\)\. The file that it names does not exist\.\n$/);
  });
});
