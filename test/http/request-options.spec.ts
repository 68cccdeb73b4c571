import { describe, expect, it } from '@jest/globals';
import type { AxiosProgressEvent, InternalAxiosRequestConfig } from 'axios';
import { addStorageParams, createProgressListeners } from '../../lib/http/request-options.js';

const event = (loaded: number) => ({ loaded }) as AxiosProgressEvent;

describe('H-4 progress', () => {
  it('is heard once for each byte, in each direction', () => {
    const heard: [string, number][] = [];
    const { onUploadProgress, onDownloadProgress } = createProgressListeners({
      onUploadProgress: ({ loaded }: AxiosProgressEvent) => heard.push(['up', loaded]),
      onDownloadProgress: ({ loaded }: AxiosProgressEvent) => heard.push(['down', loaded]),
    } as unknown as InternalAxiosRequestConfig);
    for (const loaded of [1, 5, 5, 2, 5, 6]) onUploadProgress?.(event(loaded));
    for (const loaded of [0, 3, 1, 4]) onDownloadProgress?.(event(loaded));
    expect(heard).toEqual([
      ['up', 1],
      ['up', 5],
      ['up', 6],
      ['down', 3],
      ['down', 4],
    ]);
  });

  it('asks axios for none where the caller listens to none', () => {
    expect(createProgressListeners({} as InternalAxiosRequestConfig)).toEqual({});
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
