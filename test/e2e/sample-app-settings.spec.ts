import { describe, expect, it } from '@jest/globals';
import { readSettings } from '../../sample-app/src/settings.js';
import { describeStartFailure } from '../../sample-app/src/start-failure.js';

describe('settings of the document desk', () => {
  const read = (env: Record<string, string>) => readSettings((name) => env[name]);

  it('have defaults', () => {
    const expected = { host: '127.0.0.1', port: 3000, maxUploadBytes: 52_428_800, storageName: undefined };
    expect(read({})).toEqual(expected);
    expect(read({ HOST: ' ', PORT: '', MAX_UPLOAD_BYTES: '' })).toEqual(expected);
  });

  it.each(['abc', '-1', '65536', '3.5', '0x10', '1e3'])('do not accept the port %s', (PORT) => {
    expect(() => read({ PORT })).toThrow(`PORT must be a whole number from 0 to 65535, but is "${PORT}"`);
  });

  it('report all invalid variables at once', () => {
    expect(() => read({ PORT: 'x', MAX_UPLOAD_BYTES: '0' })).toThrow(/PORT .*MAX_UPLOAD_BYTES /);
  });
});

describe('a failed start', () => {
  it.each(['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL'])('explains %s in one line', (code) => {
    const error = Object.assign(new Error('listen'), { code, port: 3000, address: '127.0.0.1' });
    expect(describeStartFailure(error).split('\n')).toHaveLength(1);
  });
});
