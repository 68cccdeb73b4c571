import { describe, expect, it } from '@jest/globals';
import { type CheckResult, getExitCode, skipChecks } from '../../../lib/cli/doctor/check-result.js';

describe('the exit code', () => {
  const result = (status: CheckResult['status'], exit?: number): CheckResult => ({
    check: 'name',
    status,
    text: '',
    exit,
  });
  it.each([
    [[], 0],
    [[result('ok'), result('skip'), result('warn')], 0],
    [[result('warn', 7), result('ok')], 7],
    [[result('warn', 7), result('fail', 4), result('fail', 2)], 4],
  ])('%#', (results, code) => {
    expect(getExitCode(results)).toBe(code);
  });

  it('ignores skipped checks', () => {
    const results = skipChecks('why', 'name', 'clock');
    expect(results.map(({ check, status, text }) => `${check} ${status} ${text}`)).toEqual([
      'name skip not checked: why',
      'clock skip not checked: why',
    ]);
    expect(getExitCode(results)).toBe(0);
  });
});
