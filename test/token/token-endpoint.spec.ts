import { describe, expect, it } from '@jest/globals';
import type { AccountSettings } from '../../lib/options/settings.js';
import { buildTokenRequest, readSecret } from '../../lib/token/token-endpoint.js';
import { settingsWith } from '../support/settings.js';
import { caught } from '../support/token-harness.js';

describe('T-10 the token request', () => {
  it('T1 T2 posts the credentials once, form-encoded, without scope', async () => {
    const settings = settingsWith({ clientId: 'id &=+%', clientSecret: 'x' });
    const { body, headers } = await buildTokenRequest(settings, 's+ &%=ü');
    expect(body.toString()).toBe(
      'grant_type=client_credentials&client_id=id+%26%3D%2B%25&client_secret=s%2B+%26%25%3D%C3%BC',
    );
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'cache-control': 'no-store',
      'user-agent': 'nestjs-aspose-auth',
    });
    expect(headers).not.toHaveProperty('authorization');
  });

  it('T3 sends Basic as RFC 6749 appendix B encodes it', async () => {
    const clientId = '1PpG/Q 1';
    const secret = 'z/tZ9VwFZqApmIQ+ZH1I5pLk/uB4ud:X2/8bL+wfFTt1rFw=';
    const settings = settingsWith({ clientId, clientSecret: secret, clientAuthentication: 'basic' });
    const { body, headers } = await buildTokenRequest(settings, secret);
    expect(headers.authorization).toBe(
      'Basic MVBwRyUyRlErMTp6JTJGdFo5VndGWnFBcG1JUSUyQlpIMUk1cExrJTJGdUI0dWQlM0FYMiUyRjhiTCUyQndmRlR0MXJGdyUzRA==',
    );
    expect(body.toString()).toBe('grant_type=client_credentials');
  });

  it('T4 T21 carries scope, each resource, and further parameters', async () => {
    const settings = settingsWith({
      scope: 'a b',
      resource: ['https://x.example/', 'urn:y'],
      extraParameters: { audience: 'z' },
    });
    const { body } = await buildTokenRequest(settings, 's');
    expect(body.get('scope')).toBe('a b');
    expect(body.getAll('resource')).toEqual(['https://x.example/', 'urn:y']);
    expect(body.get('audience')).toBe('z');
  });

  it('T23 lets a function prove the client, anew for each attempt', async () => {
    let assertions = 0;
    const settings = settingsWith({
      clientAuthentication: async ({ body, clientId, tokenUrl, headers }) => {
        await Promise.resolve();
        assertions += 1;
        body.set('client_assertion', `${clientId}@${new URL(tokenUrl).host}#${assertions}`);
        headers['x-proof'] = 'yes';
      },
    });
    const first = await buildTokenRequest(settings, undefined);
    const second = await buildTokenRequest(settings, undefined);
    expect(first.body.has('client_secret')).toBe(false);
    expect(first.headers['x-proof']).toBe('yes');
    expect([first, second].map(({ body }) => body.get('client_assertion')?.slice(-2))).toEqual(['#1', '#2']);
  });

  it('T-10 does not let a function move the request, to which the credentials would follow', async () => {
    const settings = settingsWith({
      clientAuthentication: (request) => {
        Object.assign(request, { tokenUrl: 'https://elsewhere.example/token' });
      },
    });
    const failing = buildTokenRequest(settings, undefined);
    await expect(failing).rejects.toMatchObject({ code: 'ERR_ASPOSE_CONFIG', cause: expect.any(TypeError) });
  });

  it('names the function that failed, and keeps its reason', async () => {
    const cause = new Error('no key');
    const settings = settingsWith({ clientAuthentication: () => Promise.reject(cause) });
    const failing = buildTokenRequest(settings, undefined);
    await expect(failing).rejects.toMatchObject({ code: 'ERR_ASPOSE_CONFIG', cause });
    await expect(failing).rejects.toThrow('clientAuthentication function failed');
  });
});

const giving = (read: () => Promise<unknown>): AccountSettings => ({
  ...settingsWith(),
  name: 'reports',
  secret: { rotates: true, label: 'VAULT', read: read as () => Promise<string> },
});

describe('T-8 the secret of a moment', () => {
  it.each([
    ['x', 'x'],
    [' x y\r\n', 'x y'],
  ])('%j is %j', async (given, secret) => {
    expect(await readSecret(giving(() => Promise.resolve(given)))).toBe(secret);
  });

  it('is none where the account proves itself without one', async () => {
    expect(await readSecret({ ...settingsWith(), secret: undefined })).toBeUndefined();
  });

  it.each([[''], [' \n'], [42], [undefined], [null], [{ trim: (): string => 'x' }]])(
    '%p is none, and is named',
    async (given) => {
      const error = await caught(readSecret(giving(() => Promise.resolve(given))));
      expect(error).toMatchObject({
        code: 'ERR_ASPOSE_CONFIG',
        account: 'reports',
        message: 'There is no client secret in VAULT. It must be text that is not blank.',
      });
      expect(error).not.toHaveProperty('cause');
    },
  );

  it('whose source fails is named, with the cause', async () => {
    const cause = new Error('vault is sealed');
    expect(await caught(readSecret(giving(() => Promise.reject(cause))))).toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      account: 'reports',
      message: 'The client secret could not be read from VAULT. See the cause.',
      cause,
    });
  });
});
