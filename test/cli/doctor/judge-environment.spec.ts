import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  judgeConfiguration,
  judgeOrigins,
  judgePatient,
  type Patient,
  readPatient,
} from '../../../lib/cli/doctor/check-environment.js';
import { exitCodeOf, type Finding, skipped } from '../../../lib/cli/doctor/check-result.js';
import { AsposeAuthError } from '../../../lib/errors.js';

const read = (env: Record<string, string>, account?: string) => readPatient((name) => env[name], account);
const pair = { ASPOSE_CLIENT_ID: randomUUID(), ASPOSE_CLIENT_SECRET: randomBytes(16).toString('hex') };

describe('an environment', () => {
  it('that is complete is a patient, its address without the query', async () => {
    const patient = (await read({ ...pair, ASPOSE_TOKEN_URL: 'https://i.test/token?key=k' })) as Patient;
    expect(patient).toMatchObject({ secret: pair.ASPOSE_CLIENT_SECRET, address: 'https://i.test/token' });
    expect(patient.labels).toEqual({
      id: 'ASPOSE_CLIENT_ID',
      secret: 'ASPOSE_CLIENT_SECRET',
      address: 'ASPOSE_TOKEN_URL',
      origins: 'ASPOSE_ALLOWED_ORIGINS',
      anonymous: 'ASPOSE_ANONYMOUS',
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

describe('an account of its own', () => {
  const own = Object.fromEntries(Object.entries(pair).map(([name, value]) => [name.replace('_', '_REPORTS_'), value]));
  const readReports = (env: Record<string, string>) => read({ ...own, ...env }, 'reports');

  it.each([
    [{ ASPOSE_BASE_URL: 'https://b.test' }, { address: 'ASPOSE_BASE_URL' }],
    [{ ASPOSE_BASE_URL: 'https://b.test', ASPOSE_TOKEN_URL: 'https://t.test/x' }, { address: 'ASPOSE_TOKEN_URL' }],
    [
      { ASPOSE_REPORTS_BASE_URL: 'https://b.test', ASPOSE_TOKEN_URL: 'https://t.test/x' },
      { address: 'ASPOSE_REPORTS_BASE_URL' },
    ],
    [
      { ASPOSE_REPORTS_BASE_URL: 'https://b.test', ASPOSE_REPORTS_TOKEN_URL: 'https://t.test/x' },
      { address: 'ASPOSE_REPORTS_TOKEN_URL' },
    ],
    [{ ASPOSE_ALLOWED_ORIGINS: 'https://o.test' }, { origins: 'ASPOSE_ALLOWED_ORIGINS' }],
    [{ ASPOSE_REPORTS_ALLOWED_ORIGINS: 'https://o.test' }, { origins: 'ASPOSE_REPORTS_ALLOWED_ORIGINS' }],
    [{ ASPOSE_REPORTS_ANONYMOUS: '1' }, { anonymous: 'ASPOSE_REPORTS_ANONYMOUS' }],
  ])('with %j has what it reads named: %j', async (env, labels) => {
    const patient = (await readReports(env)) as Patient;
    expect(patient.labels).toMatchObject(labels);
    const { hostname } = new URL(patient.settings.tokenUrl);
    expect(hostname === 't.test').toBe(patient.labels.address.endsWith('TOKEN_URL'));
  });

  it('needs nothing that only the default account lacks', async () => {
    const own = { ASPOSE_ANONYMOUS: 'maybe', ASPOSE_VERIFY_ON_BOOT: 'perhaps' };
    expect(await readReports(own)).toMatchObject({ settings: { name: 'reports' } });
    expect(await read({ ...own, ASPOSE_REPORTS_CLIENT_ID: 'x' })).toHaveLength(4);
  });

  it('has the problems of what it takes from the default account', async () => {
    const findings = (await readReports({ ASPOSE_TOKEN_TIMEOUT_MS: 'soon' })) as Finding[];
    expect(findings.map(({ text }) => text.split(' ')[0])).toEqual(['ASPOSE_TOKEN_TIMEOUT_MS']);
  });
});

describe('origins', () => {
  it('names the variable that leaves the API out', () => {
    const settings = { allowedOrigins: new Set(['https://a.test']), baseUrl: 'https://b.test' };
    expect(judgeOrigins(settings, 'ASPOSE_REPORTS_ALLOWED_ORIGINS').fix).toBe(
      'add it to ASPOSE_REPORTS_ALLOWED_ORIGINS, or unset that',
    );
  });

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
    const finding = judgeOrigins({ allowedOrigins: new Set(origins), baseUrl }, 'ASPOSE_ALLOWED_ORIGINS');
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
