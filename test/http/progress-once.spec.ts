import { describe, expect, it } from '@jest/globals';
import type { AxiosProgressEvent, InternalAxiosRequestConfig } from 'axios';
import { createProgressListeners } from '../../lib/http/request-options.js';

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
