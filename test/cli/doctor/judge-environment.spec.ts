import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { judgeConfiguration, judgePatient, type Patient, readPatient } from '../../../lib/cli/doctor/environment.js';
import { exitCodeOf, type Finding, skipped } from '../../../lib/cli/doctor/finding.js';
import { judgeOrigins } from '../../../lib/cli/doctor/origins.js';
import { AsposeAuthError } from '../../../lib/errors.js';

const read = (env: Record<string, string>) => readPatient((name) => env[name]);
const pair = { ASPOSE_CLIENT_ID: randomUUID(), ASPOSE_CLIENT_SECRET: randomBytes(16).toString('hex') };

describe('an environment', () => {
  it('that is complete is a patient, its address without the query', async () => {
    const patient = (await read({ ...pair, ASPOSE_TOKEN_URL: 'https://i.test/token?key=k' })) as Patient;
    expect(patient).toMatchObject({ secret: pair.ASPOSE_CLIENT_SECRET, address: 'https://i.test/token' });
    expect(patient.labels).toEqual({
      id: 'ASPOSE_CLIENT_ID',
      secret: 'ASPOSE_CLIENT_SECRET',
      address: 'ASPOSE_TOKEN_URL',
    });
    expect(judgePatient(patient)).toEqual([
      {
        check: 'environment',
        status: 'ok',
        text: 'client id from ASPOSE_CLIENT_ID, secret from ASPOSE_CLIENT_SECRET, token endpoint https://i.test/token',
        details: { tokenUrl: 'https://i.test/token' },
      },
    ]);
  });

  it('that is not says each problem, as the module does', async () => {
    const findings = (await read({ ASPOSE_ANONYMOUS: 'maybe', ASPOSE_VERIFY_ON_BOOT: 'perhaps' })) as Finding[];
    expect(findings.map(({ text }) => text.split(' ')[0])).toEqual([
      'ASPOSE_ANONYMOUS',
      'clientId',
      'clientSecret',
      'ASPOSE_VERIFY_ON_BOOT',
    ]);
    for (const finding of findings) expect(finding).toMatchObject({ check: 'environment', status: 'fail', exit: 2 });
  });

  it('is told by the code beneath, where there is one', () => {
    const cause = Object.assign(new Error('x'), { code: 'EACCES' });
    const error = new AsposeAuthError('ERR_ASPOSE_CONFIG', 'It could not be read.', { cause });
    expect(judgeConfiguration(error).map(({ text }) => text)).toEqual(['It could not be read. (EACCES)']);
  });
});

describe('origins', () => {
  it.each([
    [['https://a.test'], 'https://a.test/v4', 'ok', 'tokens go to https://a.test, and nowhere else'],
    [['https://a.test', 'https://b.test'], 'https://b.test', 'ok', 'tokens go to https://a.test, https://b.test, and'],
    [
      ['https://a.test'],
      'https://b.test',
      'warn',
      'but not to the API itself (https://b.test): its calls will get a 401',
    ],
    [[], 'https://b.test', 'warn', 'tokens go to nobody, but not to the API'],
  ])('%j with the API at %s are %s', (origins, baseUrl, status, text) => {
    const finding = judgeOrigins({ allowedOrigins: new Set(origins), baseUrl });
    expect(finding).toMatchObject({ check: 'origins', status, details: { origins } });
    expect(finding.text).toContain(text);
  });
});

describe('the exit code', () => {
  const finding = (status: Finding['status'], exit?: number): Finding => ({ check: 'name', status, text: '', exit });
  it.each([
    [[], 0],
    [[finding('ok'), finding('skip'), finding('warn')], 0],
    [[finding('warn', 7), finding('ok')], 7],
    [[finding('warn', 7), finding('fail', 4), finding('fail', 2)], 4],
  ])('%#', (findings, code) => {
    expect(exitCodeOf(findings)).toBe(code);
  });

  it('is not touched by checks that were skipped', () => {
    const findings = skipped('why', 'name', 'clock');
    expect(findings.map(({ check, status, text }) => `${check} ${status} ${text}`)).toEqual([
      'name skip not checked: why',
      'clock skip not checked: why',
    ]);
    expect(exitCodeOf(findings)).toBe(0);
  });
});
