import { expect, it } from '@jest/globals';
import { failed, faultOf } from '../../lib/cli/exit-codes.js';
import { Terminal } from './terminal.js';

const coded = (error: Error, code: string, stack?: string) => Object.assign(error, { code, ...(stack && { stack }) });

it.each([
  [
    coded(new Error("Cannot find package 'axios' imported from /a/b.js"), 'ERR_MODULE_NOT_FOUND'),
    'axios is not installed here. Run: npm install axios',
  ],
  [
    coded(new Error("Cannot find package '@scope/x' imported from /a/b.js"), 'ERR_MODULE_NOT_FOUND'),
    '@scope/x is not installed here. Run: npm install @scope/x',
  ],
  [
    coded(
      new TypeError('m'),
      'ERR_X',
      'TypeError: m\n    at f (file:///home/me/dist/esm/cli/run.js:3:14)\n    at g (b.js:1:1)',
    ),
    'a fault of this program: TypeError (ERR_X) at run.js:3:14. Please report it with this line',
  ],
  ['text', 'a fault of this program: string. Please report it with this line'],
  [undefined, 'a fault of this program: undefined. Please report it with this line'],
])('%s is one line', (error, line) => {
  expect(faultOf(error)).toBe(line);
});

it('never says a message, which may hold anything', () => {
  expect(faultOf(new SyntaxError('"eyJhbGciOi" is not valid JSON'))).not.toContain('eyJ');
});

it.each([
  [['doctor'], false],
  [['doctor', '--json'], true],
  [['token', '--json'], false],
])('%j ends with 8, and with --json the doctor says it there too (%j)', (argv, hasJson) => {
  const terminal = new Terminal();
  expect(failed('x', argv, terminal.io)).toBe(8);
  const text = faultOf('x');
  expect(terminal.err).toBe(`aspose-auth ${argv[0]}: ${text}\n`);
  const report = { ok: false, exitCode: 8, checks: [{ check: 'program', status: 'fail', text }] };
  expect(terminal.out === '' ? undefined : JSON.parse(terminal.out)).toEqual(hasJson ? report : undefined);
});
