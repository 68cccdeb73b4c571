import { describe, expect, it } from '@jest/globals';
import type { AsposeAccountOptions } from '../../lib/options/options.js';
import { resolveSettings } from '../../lib/options/resolve-options.js';

const environment: Record<string, string> = {
  ASPOSE_CLIENT_ID: 'own',
  ASPOSE_CLIENT_SECRET: 'own-secret',
  ASPOSE_RE_PORTS_CLIENT_ID: 'of-the-environment',
  ASPOSE_RE_PORTS_CLIENT_SECRET: 'secret-of-the-environment',
  ASPOSE_RE_PORTS_BASE_URL: 'https://environment.example',
};
const elsewhere = { baseUrl: 'https://tenant.example', tokenUrl: 'https://tenant.example/token' };
const incomplete: [string, AsposeAccountOptions][] = [
  ['nothing', {}],
  ['a storage only', { storage: 'x' }],
  ['credentials that are undefined', { clientId: undefined, clientSecret: undefined }],
  ['credentials that are empty', { clientId: '', clientSecret: '' }],
  ['other addresses', elsewhere],
  ['other addresses and an id', { ...elsewhere, clientId: 'mine' }],
];

describe.each(['re-ports', 'RE.PORTS', 're/ports'])('F-6 an account %s of accountResolver', (name) => {
  const settings = resolveSettings({}, (variable) => environment[variable]);

  it.each(incomplete)('with %s is not completed from the environment', (_what, options) => {
    const missing = /accountResolver\("[\w./-]+"\)\.clientSecret is missing: pass it in the options/i;
    expect(() => settings.resolve(name, options)).toThrow(missing);
  });

  it('has its own credentials, and addresses of the default account', async () => {
    const own = settings.resolve(name, { clientId: 'mine', clientSecret: 'mine-secret' });
    expect([own.clientId, await own.secret?.read(), own.baseUrl]).toEqual([
      'mine',
      'mine-secret',
      'https://api.aspose.cloud',
    ]);
  });
});
