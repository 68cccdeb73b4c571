import { expect, it } from '@jest/globals';
import { describeUnexpectedError, reportUnexpectedError, toExitCode } from '../../lib/cli/exit-codes.js';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../../lib/errors.js';
import { Terminal } from './terminal.js';

const coded = (error: Error, code: string, stack?: string) => Object.assign(error, { code, ...(stack && { stack }) });

it.each([
  [
    coded(new Error("Cannot find package 'axios' imported from /a/b.js"), 'ERR_MODULE_NOT_FOUND'),
    'axios is not installed. Run: npm install axios',
  ],
  [
    coded(new Error("Cannot find package '@scope/x' imported from /a/b.js"), 'ERR_MODULE_NOT_FOUND'),
    '@scope/x is not installed. Run: npm install @scope/x',
  ],
  [
    coded(
      new TypeError('m'),
      'ERR_X',
      'TypeError: m\n    at f (file:///home/me/dist/esm/cli/run.js:3:14)\n    at g (b.js:1:1)',
    ),
    'unexpected error: TypeError (ERR_X) at run.js:3:14. Please report this line',
  ],
  ['text', 'unexpected error: string. Please report this line'],
  [undefined, 'unexpected error: undefined. Please report this line'],
])('%s is described in one line', (error, line) => {
  expect(describeUnexpectedError(error)).toBe(line);
});

it('an unexpected error is described without its message, which may contain a secret', () => {
  expect(describeUnexpectedError(new SyntaxError('"eyJhbGciOi" is not valid JSON'))).not.toContain('eyJ');
});

it.each([
  [['doctor'], false],
  [['doctor', '--json'], true],
  [['token', '--json'], false],
])('an unexpected error of %j has exit code 8, and is in the JSON of the doctor too: %j', (argv, hasJson) => {
  const terminal = new Terminal();
  expect(reportUnexpectedError('x', argv, terminal.io)).toBe(8);
  const text = describeUnexpectedError('x');
  expect(terminal.err).toBe(`aspose-auth ${argv[0]}: ${text}\n`);
  const report = { ok: false, exitCode: 8, checks: [{ check: 'program', status: 'fail', text }] };
  expect(terminal.out === '' ? undefined : JSON.parse(terminal.out)).toEqual(hasJson ? report : undefined);
});

it.each([
  ['ERR_ASPOSE_CONFIG', undefined, 2],
  ['ERR_ASPOSE_UNAVAILABLE', undefined, 3],
  ['ERR_ASPOSE_UNAVAILABLE', 503, 6],
  ['ERR_ASPOSE_CREDENTIALS', 400, 4],
  ['ERR_ASPOSE_LOCKED_OUT', 429, 5],
  ['ERR_ASPOSE_TOKEN_RESPONSE', 200, 6],
] as const)('%s with status %p has exit code %i', (code: AsposeAuthErrorCode, status, exit) => {
  expect(toExitCode(new AsposeAuthError(code, 'text', { status }))).toBe(exit);
});
