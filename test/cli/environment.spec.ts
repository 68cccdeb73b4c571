import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readVariables } from '../../lib/cli/environment.js';
import { Terminal, variablesFor } from './terminal.js';

describe('variables', () => {
  const terminal = new Terminal({ ASPOSE_CLIENT_ID: 'of the environment', ASPOSE_STORAGE: ' ' });
  writeFileSync(
    join(terminal.cwd, 'my.env'),
    '# a comment\nASPOSE_CLIENT_ID=of the file\nASPOSE_STORAGE="of the file"\nexport ASPOSE_BASE_URL=https://x.test # why\n',
  );
  const read = (file?: string) => {
    const variables = readVariables(terminal.io, file);
    if (typeof variables !== 'function') throw new Error(variables.problem);
    return variables;
  };

  it.each([
    ['ASPOSE_CLIENT_ID', 'of the environment'],
    ['ASPOSE_STORAGE', 'of the file'],
    ['ASPOSE_BASE_URL', 'https://x.test'],
    ['ASPOSE_TOKEN_URL', undefined],
  ])('%s of environment and file is %j', (name, value) => {
    expect(read('my.env')(name)).toBe(value);
  });

  it('are those of the environment alone without a file', () => {
    expect(read()('ASPOSE_BASE_URL')).toBeUndefined();
    expect(read()('ASPOSE_CLIENT_ID')).toBe('of the environment');
  });

  it('are found after a byte order mark, and with the line ends of Windows', () => {
    writeFileSync(join(terminal.cwd, 'bom.env'), '\uFEFFASPOSE_BASE_URL=http://127.0.0.1:1\r\nASPOSE_TOKEN_URL=x\r\n');
    const fromFile = read('bom.env');
    expect([fromFile('ASPOSE_BASE_URL'), fromFile('ASPOSE_TOKEN_URL')]).toEqual(['http://127.0.0.1:1', 'x']);
  });

  it('report a file that cannot be read', () => {
    expect(readVariables(terminal.io, 'no.env')).toEqual({
      problem: '--env: the file does not exist (ENOENT). Pass its path from the folder where you run this command',
    });
    expect(readVariables(terminal.io, '.')).toEqual({
      problem: '--env: it names a folder (EISDIR). Pass its path from the folder where you run this command',
    });
  });
});

describe('variables whose names are close to ours', () => {
  const credentials = variablesFor({ url: 'http://127.0.0.1:1', clientId: 'id', clientSecret: 'f00' });

  it('are warnings of the doctor, each with the right name, whatever else is wrong', async () => {
    const terminal = new Terminal({ ...credentials, ASPOSE_CLIENT_KEY: 'value', ASPOSE_SOMETHING: 'value' });
    writeFileSync(join(terminal.cwd, '.env'), 'ASPOSE_BASEURL=value\n');
    const lines = ['ASPOSE_BASEURL', 'ASPOSE_CLIENT_KEY'].map((name, index) => {
      const right = ['ASPOSE_BASE_URL', 'ASPOSE_CLIENT_SECRET'][index];
      return `warn  environment  nothing of this package reads ${name}. Fix: remove it, unless another program needs it: ${right} is set`;
    });
    for (const id of ['id', '']) {
      terminal.out = '';
      terminal.env.ASPOSE_CLIENT_ID = id;
      await terminal.run('doctor', '--env', '.env');
      expect(terminal.lines('environment').slice(1)).toEqual(lines);
    }
    expect(terminal.out).not.toMatch(/value|hint/);
  });

  it('are in the error of the command token', async () => {
    const terminal = new Terminal({ ASPOSE_CLIENTID: 'value', ASPOSE_CLIENT_SECRET: 'f00' });
    expect(await terminal.run('token')).toBe(2);
    expect(terminal.err).toContain('hint: nothing reads ASPOSE_CLIENTID (did you mean ASPOSE_CLIENT_ID?)');
  });

  it('are those of the named account', async () => {
    const terminal = new Terminal({ ...credentials, ASPOSE_REPORTS_CLIENTID: 'value' });
    await terminal.run('doctor', '--account', 'reports');
    expect(terminal.lines('environment')[1]).toContain('rename it to ASPOSE_REPORTS_CLIENT_ID,');
  });
});

describe('messages of the command line', () => {
  const id = { ASPOSE_CLIENT_ID: 'id', ASPOSE_CLIENT_SECRET: 'f00' };

  it.each<[Record<string, string>, string]>([
    [{}, 'ASPOSE_CLIENT_ID is missing: set it (create an application at https://dashboard.aspose.cloud/applications)'],
    [{}, 'ASPOSE_CLIENT_SECRET is missing: set it, or name a file in ASPOSE_CLIENT_SECRET_FILE'],
    [
      { ...id, ASPOSE_BASE_URL: 'http://words:8080' },
      'For a container in your own network set ASPOSE_ALLOW_INSECURE_HTTP',
    ],
    [{ ...id, ASPOSE_BASE_URL: 'localhost:4000' }, 'ASPOSE_BASE_URL has no scheme; write http://localhost:4000'],
  ])('with %j name variables: %s', async (env, text) => {
    for (const command of ['doctor', 'token']) {
      const terminal = new Terminal(env);
      expect(await terminal.run(command)).toBe(2);
      expect(terminal.out + terminal.err).toContain(text);
      expect(terminal.out + terminal.err).not.toMatch(/\b(options|[a-z]+(Id|Secret|Url|Http|Ms))\b/);
    }
  });

  it('name variables if the endpoint is not reached or no token endpoint', async () => {
    const terminal = new Terminal({ ...id, ASPOSE_BASE_URL: 'http://127.0.0.1:1', ASPOSE_TOKEN_TIMEOUT_MS: '2000' });
    expect(await terminal.run('token')).toBe(3);
    expect(terminal.err).toContain('Check ASPOSE_BASE_URL or ASPOSE_TOKEN_URL (http://127.0.0.1:1/connect/token), the');
  });

  it('say that the secret in the file is in quotes', async () => {
    for (const command of ['doctor', 'token']) {
      const terminal = new Terminal({ ...id, ASPOSE_CLIENT_SECRET: '', ASPOSE_CLIENT_SECRET_FILE: '' });
      terminal.env.ASPOSE_CLIENT_SECRET_FILE = join(terminal.cwd, 'secret');
      writeFileSync(terminal.env.ASPOSE_CLIENT_SECRET_FILE, '“f00”\n');
      expect(await terminal.run(command)).toBe(2);
      expect(terminal.out + terminal.err).toContain(
        'The client secret of ASPOSE_CLIENT_SECRET_FILE is in quotes, which are part of the value; remove them.',
      );
    }
  });
});
