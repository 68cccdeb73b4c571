import { describe, expect, it } from '@jest/globals';
import { addStorageParams } from '../../lib/http/request-options.js';

describe('storage and AppSid', () => {
  it.each([
    [undefined, '/x', { storage: 'S' }, { storage: 'S' }],
    [{ a: 1 }, '/x', { storage: 'S', appSid: 'A' }, { a: 1, storage: 'S', AppSid: 'A' }],
    [{ storage: 'mine' }, '/x', { storage: 'S' }, { storage: 'mine' }],
    [{ a: 1 }, '/x?storage=mine', { storage: 'S' }, { a: 1 }],
    [{ a: 1 }, '/x?other=storage', { storage: 'S' }, { a: 1, storage: 'S' }],
    [{ a: 1 }, '/x', {}, { a: 1 }],
    [undefined, undefined, {}, undefined],
    [undefined, undefined, { storage: 'S' }, { storage: 'S' }],
    [null, '/x', { storage: 'S' }, { storage: 'S' }],
    [{ a: 1 }, '/x', { appSid: 'A' }, { a: 1, AppSid: 'A' }],
    [{ AppSid: 'mine' }, '/x?b=1', { storage: 'S', appSid: 'A' }, { AppSid: 'mine', storage: 'S' }],
  ])('%j on %s with %j becomes %j', (params, url, wanted, expected) => {
    const before = structuredClone(params);
    expect(addStorageParams(params, url, wanted)).toEqual(expected);
    expect(params).toEqual(before);
  });

  it('are added to URLSearchParams, on a copy', () => {
    const params = new URLSearchParams('a=1');
    const added = addStorageParams(params, '/x', { storage: 'S&' }) as URLSearchParams;
    expect([added.toString(), params.toString()]).toEqual(['a=1&storage=S%26', 'a=1']);
    expect(addStorageParams(added, '/x', { storage: 'other' })).toBe(added);
  });
});
