import { describe, expect, it } from '@jest/globals';
import { formatJson, formatLine, supportsColour } from '../../lib/cli/output.js';

describe('a result', () => {
  it.each([
    [{ status: 'ok', text: 'right' }, 'ok    clock        right\n'],
    [{ status: 'fail', text: 'wrong', fix: 'set it' }, 'FAIL  clock        wrong. Fix: set it\n'],
    [{ status: 'warn', text: 'unusual', fix: 'look' }, 'warn  clock        unusual. Fix: look\n'],
    [{ status: 'skip', text: 'not checked: why' }, 'skip  clock        not checked: why\n'],
    [{ status: 'note', text: 'now' }, '                   now\n'],
  ] as const)('%j is one line', (result, line) => {
    expect(formatLine({ check: 'clock', ...result }, false)).toBe(line);
  });

  it('cannot control the terminal, nor become two lines', () => {
    const text = 'one\n\u001b]0;two\u0007\u009b31mthree\r';
    expect(formatLine({ check: 'name', status: 'ok', text }, false)).toBe('ok    name         one ]0;two 31mthree \n');
  });

  it('has colour in its first word only', () => {
    const line = formatLine({ check: 'name', status: 'fail', text: 'gone' }, true);
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
    expect(supportsColour({ isTTY, write: () => undefined }, env)).toBe(colour);
  });

  it('is a member of one JSON object, with its details and without its exit code', () => {
    const text = formatJson(
      [{ check: 'name', status: 'fail', text: 'gone', fix: 'look', exit: 3, details: { code: 'X', status: 400 } }],
      3,
    );
    expect(JSON.parse(text)).toEqual({
      ok: false,
      exitCode: 3,
      checks: [{ check: 'name', status: 'fail', text: 'gone', fix: 'look', code: 'X' }],
    });
    expect(JSON.parse(formatJson([], 0))).toEqual({ ok: true, exitCode: 0, checks: [] });
  });
});
