import { describe, expect, it } from '@jest/globals';
import { createAccountVariables } from '../../lib/options/environment.js';
import type { AsposeAccountOptions } from '../../lib/options/options.js';
import { resolveAccount } from '../../lib/options/resolve-account.js';

const clientId = 'a1b2c3d4-0000-4000-8000-000000000000';
const clientSecret = 'x';
const credentials = { clientId, clientSecret };

/** An account of options of any type and variables, with the problems that were found. */
function resolved(
  options: Partial<Record<keyof AsposeAccountOptions, unknown>>,
  variables: Record<string, string> = {},
  name = 'default',
  inherited: AsposeAccountOptions = {},
) {
  const problems: string[] = [];
  const settings = resolveAccount(
    name,
    name === 'default' ? '' : `accounts.${name}.`,
    options as AsposeAccountOptions,
    inherited,
    createAccountVariables(name, (variable) => variables[variable]),
    problems,
  );
  return { settings, problems };
}

describe('an account', () => {
  it('with nothing but credentials has every default', () => {
    const { settings, problems } = resolved(credentials);
    const { secret, ...rest } = settings;
    expect(problems).toEqual([]);
    expect([secret?.rotates, secret?.label]).toEqual([false, 'clientSecret']);
    expect(rest).toStrictEqual({
      name: 'default',
      anonymous: false,
      clientId,
      clientAuthentication: 'post',
      baseUrl: 'https://api.aspose.cloud',
      tokenUrl: 'https://api.aspose.cloud/connect/token',
      allowedOrigins: new Set(['https://api.aspose.cloud']),
      allowInsecureHttp: false,
      storage: undefined,
      scope: undefined,
      resource: [],
      extraParameters: {},
      tokenTimeoutMs: 10_000,
      tokenDeadlineMs: 30_000,
      replayBufferBytes: 1_048_576,
      http: {},
      warnings: [],
      hint: undefined,
    });
  });

  it('has what it is given', () => {
    const own = {
      clientAuthentication: 'basic',
      baseUrl: 'https://a.example/v4.0',
      tokenUrl: 'https://id.example/token',
      storage: 'S',
      scope: 'a b',
      resource: ['urn:a', 'urn:b'],
      extraParameters: { audience: 'x' },
      tokenTimeoutMs: 1,
      tokenDeadlineMs: 2,
      http: { proxy: false },
    };
    expect(resolved({ ...credentials, ...own, allowedOrigins: ['https://b.example'] })).toMatchObject({
      settings: { ...own, allowedOrigins: new Set(['https://a.example', 'https://b.example']) },
      problems: [],
    });
  });
});

describe('an account that inherits', () => {
  const inherited: AsposeAccountOptions = {
    clientAuthentication: 'basic',
    storage: 'S',
    scope: 's',
    resource: ['urn:r'],
    extraParameters: { audience: 'x' },
    http: { proxy: false },
  };
  it('has what it does not say itself, also where it says undefined', () => {
    const unsaid = Object.fromEntries(Object.keys(inherited).map((option) => [option, undefined]));
    for (const own of [{}, unsaid]) {
      const { settings, problems } = resolved({ ...credentials, ...own }, {}, 'reports', inherited);
      expect([settings, problems]).toMatchObject([inherited, []]);
    }
  });

  it('has what it says itself', () => {
    const own = {
      clientAuthentication: 'post',
      storage: 'own',
      scope: 'o',
      resource: ['urn:o'],
      extraParameters: {},
      http: {},
    };
    const { settings } = resolved({ ...credentials, ...own }, {}, 'reports', inherited);
    expect(settings).toEqual(expect.objectContaining(own));
  });
});

describe('T-8 its secret', () => {
  it.each<[string, Partial<Record<keyof AsposeAccountOptions, unknown>>, Record<string, string>, string, boolean]>([
    ['text', { clientSecret: ' x ' }, {}, 'clientSecret', false],
    ['a function', { clientSecret: () => 'x' }, {}, 'clientSecret', true],
    ['a variable', {}, { ASPOSE_APP_KEY: 'x' }, 'ASPOSE_APP_KEY', false],
    ['text, over a file', { clientSecret: 'x' }, { ASPOSE_CLIENT_SECRET_FILE: '/none' }, 'clientSecret', false],
  ])('is %s', async (_what, options, variables, label, rotates) => {
    const { settings, problems } = resolved({ clientId, ...options }, variables);
    const { secret } = settings;
    expect([secret?.label, secret?.rotates, await secret?.read(), problems]).toEqual([label, rotates, 'x', []]);
  });

  it('is not in a variable and in a file: one of them would be ignored', () => {
    const { problems } = resolved({ clientId }, { ASPOSE_APP_KEY: 'x', ASPOSE_CLIENT_SECRET_FILE: '/none' });
    expect(problems).toEqual(['ASPOSE_APP_KEY and ASPOSE_CLIENT_SECRET_FILE are both set; unset one of them']);
  });

  it('is in a file of its own account', () => {
    const variables = { ASPOSE_CLIENT_SECRET_FILE: '/run/secrets/aspose' };
    const { settings, problems } = resolved({ clientId }, variables);
    expect([settings.secret?.label, settings.secret?.rotates, problems]).toEqual([
      'ASPOSE_CLIENT_SECRET_FILE',
      true,
      [],
    ]);
    const named = resolved({ clientId }, variables, 'reports');
    expect(named.settings.secret).toBeUndefined();
    expect(named.problems).toHaveLength(1);
    const own = resolved({ clientId }, { ASPOSE_REPORTS_CLIENT_SECRET_FILE: '/run/secrets/reports' }, 'reports');
    expect(own.settings.secret?.label).toBe('ASPOSE_REPORTS_CLIENT_SECRET_FILE');
  });

  it('is in no file where the account has no such variable', () => {
    const problems: string[] = [];
    const variables = { getName: () => undefined, read: () => '/run/secrets/aspose' };
    expect(
      resolveAccount('reports', 'accounts.reports.', { clientId }, {}, variables, problems).secret,
    ).toBeUndefined();
    expect(problems).toEqual(['accounts.reports.clientSecret is missing: pass it in the options']);
  });

  it('that is no text is a problem, and empty', async () => {
    const { settings, problems } = resolved({ clientId, clientSecret: 42 });
    expect([await settings.secret?.read(), problems]).toEqual(['', ['clientSecret must be text']]);
  });
});

describe('credentials that are missing', () => {
  const id =
    'clientId is missing: set ASPOSE_CLIENT_ID or pass clientId in the options (create an application at https://dashboard.aspose.cloud/applications)';
  const secret =
    'clientSecret is missing: set ASPOSE_CLIENT_SECRET or pass clientSecret in the options, or name a file in ASPOSE_CLIENT_SECRET_FILE';
  it.each<[Partial<Record<keyof AsposeAccountOptions, unknown>>, string[]]>([
    [{}, [id, secret]],
    [{ clientId }, [secret]],
    [{ clientSecret }, [id]],
    [{ anonymous: true }, []],
    [{ clientAuthentication: 'basic', clientId }, [secret]],
    [{ clientAuthentication: () => undefined }, [id]],
    [{ clientAuthentication: () => undefined, clientId }, []],
  ])('from %j are named with the fix', (options, expected) => {
    const { settings, problems } = resolved(options);
    expect(problems).toEqual(expected);
    if (!('clientId' in options)) expect(settings.clientId).toBe('');
  });

  it('of a named account name its own variables', () => {
    expect(resolved({}, { ASPOSE_CLIENT_SECRET_FILE: '/none' }, 'reports').problems).toEqual([
      'accounts.reports.clientId is missing: set ASPOSE_REPORTS_CLIENT_ID or pass clientId in the options (create an application at https://dashboard.aspose.cloud/applications)',
      'accounts.reports.clientSecret is missing: set ASPOSE_REPORTS_CLIENT_SECRET or pass clientSecret in the options, or name a file in ASPOSE_REPORTS_CLIENT_SECRET_FILE',
    ]);
  });
});

describe('T-10 what goes into the token request', () => {
  const scope = 'scope contains a character that is not allowed in scopes';
  const resource = 'resource must be one or more absolute URIs without a fragment';
  const authentication = `clientAuthentication must be 'post', 'basic' or a function`;
  it.each<[Partial<Record<keyof AsposeAccountOptions, unknown>>, string[]]>([
    [{ scope: 'a' }, []],
    [{ scope: '!#[]~ b:c/d' }, []],
    [{ scope: 'a  b' }, [scope]],
    [{ scope: 'a "b' }, [scope]],
    [{ scope: '"a' }, [scope]],
    [{ scope: 'a\\' }, [scope]],
    [{ scope: 'a\tb' }, [scope]],
    [{ scope: 'ä' }, [scope]],
    [{ scope: 42 }, ['scope must be text']],
    [{ resource: 'urn:a' }, []],
    [{ resource: 'nowhere' }, [resource]],
    [{ resource: ['https://a.example', 'https://b.example/#c'] }, [resource]],
    [{ resource: ['https://a.example', 'nowhere'] }, [resource]],
    [{ clientAuthentication: 'post' }, []],
    [{ clientAuthentication: 'digest' }, [authentication]],
    [{ clientAuthentication: 42 }, [authentication]],
    [{ clientAuthentication: '' }, [authentication]],
  ])('%j is checked at start', (options, expected) => {
    expect(resolved({ ...credentials, ...options }).problems).toEqual(expected);
  });

  it('a resource alone is a list of one', () => {
    expect(resolved({ ...credentials, resource: 'urn:a' }).settings.resource).toEqual(['urn:a']);
  });
});

it('the hint is about what the account was given', () => {
  const swapped = resolved({ clientId: clientSecret, clientSecret: clientId });
  expect(swapped.settings.hint).toContain('may be swapped');
  expect(swapped.problems).toEqual([]);
});
