import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readVariables } from '../../lib/cli/environment.js';
import { Terminal } from './terminal.js';

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
