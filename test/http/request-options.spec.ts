import { describe, expect, it } from '@jest/globals';
import type { AxiosProgressEvent } from 'axios';
import { addStorageParams, createProgressListener, DownloadProgress } from '../../lib/http/request-options.js';

const event = (loaded: number) => ({ loaded }) as AxiosProgressEvent;

describe('H-4 progress', () => {
  it('counts each byte once over all attempts', () => {
    const reported: [number, number][] = [];
    const listener = createProgressListener(({ loaded, bytes }) => reported.push([loaded, bytes]));
    for (const loaded of [1, 5, 5, 2, 5, 6]) listener(event(loaded));
    expect(reported).toEqual([
      [1, 1],
      [5, 4],
      [6, 1],
    ]);
  });

  it('of a download is withheld until the response is for the caller', () => {
    const reported: number[] = [];
    const progress = new DownloadProgress(({ loaded }) => reported.push(loaded));
    progress.listener(event(1));
    progress.listener(event(2));
    expect(reported).toEqual([]);
    progress.open();
    progress.listener(event(3));
    expect(reported).toEqual([1, 2, 3]);
  });
});

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
