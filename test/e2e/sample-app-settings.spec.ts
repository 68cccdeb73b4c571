import { describe, expect, it } from '@jest/globals';
import { AsposeConnection } from '../../sample-app/src/aspose-connection.js';
import { readSettings, SettingsError } from '../../sample-app/src/settings.js';
import { describeStartFailure } from '../../sample-app/src/start-failure.js';

describe('settings of the document desk', () => {
  const read = (env: Record<string, string>) => readSettings((name) => env[name]);

  it('have defaults', () => {
    const limits = { maxUploadBytes: 52_428_800, storageName: undefined };
    const expected = { host: '127.0.0.1', port: 3000, allowedHosts: [], ...limits };
    expect(read({})).toEqual(expected);
    expect(read({ HOST: ' ', PORT: '', ALLOWED_HOSTS: ' , ', MAX_UPLOAD_BYTES: '' })).toEqual(expected);
  });

  it('read the allowed hosts as a list', () => {
    expect(read({ ALLOWED_HOSTS: 'desk.example, Docs.Example.' }).allowedHosts).toEqual([
      'desk.example',
      'docs.example',
    ]);
  });

  it.each(['https://desk.example', 'desk.example:3000', 'desk.example/path', '*', '*.example', 'a b', 'desk..example'])(
    'do not accept the allowed host %s',
    (host) => {
      const message = `ALLOWED_HOSTS must be a list of host names without scheme and port, but contains "${host}"`;
      expect(() => read({ ALLOWED_HOSTS: `desk.example,${host}` })).toThrow(message);
    },
  );

  it.each(['abc', '-1', '65536', '3.5', '0x10', '1e3'])('do not accept the port %s', (PORT) => {
    expect(() => read({ PORT })).toThrow(`PORT must be a whole number from 0 to 65535, but is "${PORT}"`);
  });

  it('report all invalid variables at once', () => {
    expect(() => read({ PORT: 'x', MAX_UPLOAD_BYTES: '0' })).toThrow(/PORT .*MAX_UPLOAD_BYTES /);
  });
});

describe('a failed start', () => {
  it('says that there are no credentials in production, where no sandbox is started', async () => {
    const error: unknown = await AsposeConnection.open((name) => ({ NODE_ENV: 'production' })[name]).catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(SettingsError);
    expect(describeStartFailure(error)).toMatch(/NODE_ENV=production.*ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET/);
  });

  it.each(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'])('explains %s in one line', (code) => {
    const error = Object.assign(new Error('listen'), { code, port: 3000, address: '127.0.0.1' });
    expect(describeStartFailure(error).split('\n')).toHaveLength(1);
  });
});
