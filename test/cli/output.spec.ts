import { describe, expect, it } from '@jest/globals';
import { exitCodeFor } from '../../lib/cli/exit-codes.js';
import { jsonOf, lineOf, wantsColour } from '../../lib/cli/output.js';
import { AsposeAuthError, type AsposeAuthErrorCode } from '../../lib/errors.js';

describe('a finding', () => {
  it.each([
    [{ status: 'ok', text: 'right' }, 'ok    clock        right\n'],
    [{ status: 'fail', text: 'wrong', fix: 'set it' }, 'FAIL  clock        wrong. Fix: set it\n'],
    [{ status: 'warn', text: 'odd', fix: 'look' }, 'warn  clock        odd. Fix: look\n'],
    [{ status: 'skip', text: 'not checked: why' }, 'skip  clock        not checked: why\n'],
    [{ status: 'note', text: 'now' }, '                   now\n'],
  ] as const)('%j is one line', (finding, line) => {
    expect(lineOf({ check: 'clock', ...finding }, false)).toBe(line);
  });

  it('cannot drive the terminal, nor become two lines', () => {
    const text = 'one\n\u001b]0;two\u0007\u009b31mthree\r';
    expect(lineOf({ check: 'name', status: 'ok', text }, false)).toBe('ok    name         one ]0;two 31mthree \n');
  });

  it('is coloured by its first word only', () => {
    const line = lineOf({ check: 'name', status: 'fail', text: 'gone' }, true);
    expect(line).toBe('\u001b[31mFAIL\u001b[39m  name         gone\n');
  });

  it.each([
    [true, {}, true],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [true, { TERM: 'dumb' }, false],
    [false, {}, false],
    [undefined, {}, false],
  ])('on a terminal %j with %j: colour %j', (isTTY, env, colour) => {
    expect(wantsColour({ isTTY, write: () => undefined }, env)).toBe(colour);
  });

  it('is a member of one JSON object, with its details and without its exit code', () => {
    const text = jsonOf(
      [{ check: 'name', status: 'fail', text: 'gone', fix: 'look', exit: 3, details: { code: 'X' } }],
      3,
    );
    expect(JSON.parse(text)).toEqual({
      ok: false,
      exitCode: 3,
      checks: [{ check: 'name', status: 'fail', text: 'gone', fix: 'look', code: 'X' }],
    });
    expect(JSON.parse(jsonOf([], 0))).toEqual({ ok: true, exitCode: 0, checks: [] });
  });
});

it.each([
  ['ERR_ASPOSE_CONFIG', undefined, 2],
  ['ERR_ASPOSE_UNAVAILABLE', undefined, 3],
  ['ERR_ASPOSE_UNAVAILABLE', 503, 6],
  ['ERR_ASPOSE_CREDENTIALS', 400, 4],
  ['ERR_ASPOSE_LOCKED_OUT', 429, 5],
  ['ERR_ASPOSE_TOKEN_RESPONSE', 200, 6],
] as const)('%s with status %p ends with %i', (code: AsposeAuthErrorCode, status, exit) => {
  expect(exitCodeFor(new AsposeAuthError(code, 'text', { status }))).toBe(exit);
});
