import { describe, expect, it, jest } from '@jest/globals';
import type { InternalAxiosRequestConfig } from 'axios';
import { getRequestOrigin, isAtOrigin } from '../../lib/http/request-origin.js';

const base = 'https://api.aspose.cloud/v4.0';
const own = 'https://api.aspose.cloud';
type Target = Partial<Record<keyof InternalAxiosRequestConfig, unknown>>;

/** request, the origin that axios sends it to */
const cases: [Target, string | undefined][] = [
  [{ baseURL: base, url: '/words/info' }, own],
  [{ baseURL: base, url: 'words/info' }, own],
  [{ baseURL: base }, own],
  [{ baseURL: base, url: '' }, own],
  [{ baseURL: `${own}:443`, url: '/x' }, own],
  [{ baseURL: 'https://API.ASPOSE.CLOUD', url: '/x' }, own],
  [{ url: `${own}/x` }, own],
  [{ url: new URL(`${own}/x`) }, own],
  [{ baseURL: base, url: 'https://evil.example/x' }, 'https://evil.example'],
  [{ baseURL: base, url: 'HTTPS://evil.example/x' }, 'https://evil.example'],
  [{ baseURL: base, url: 'https://evil.example/x', allowAbsoluteUrls: false }, own],
  [{ baseURL: base, url: '//evil.example/x' }, undefined],
  [{ url: '//evil.example/x' }, undefined],
  [{ url: '/x' }, undefined],
  [{}, undefined],
  [{ baseURL: '/v4.0', url: '/x' }, undefined],
  [{ baseURL: 'https://', url: 'evil.example/x' }, undefined],
  [{ baseURL: base, url: '\\\\evil.example/x' }, own],
  [{ baseURL: base, url: '\t//evil.example/x' }, own],
  [{ baseURL: base, url: '@evil.example/x' }, own],
  [{ baseURL: own, url: '.evil.example/x' }, own],
  [{ baseURL: base, url: '/../../x' }, own],
  [{ url: 'https:evil.example' }, 'https://evil.example'],
  [{ url: 'https:\\\\evil.example\\x' }, 'https://evil.example'],
  [{ url: 'https://api.aspose.cloud.evil.example/x' }, 'https://api.aspose.cloud.evil.example'],
  [{ url: 'https://api.aspose.cloud./x' }, 'https://api.aspose.cloud.'],
  [{ url: 'https://sub.api.aspose.cloud/x' }, 'https://sub.api.aspose.cloud'],
  [{ url: 'https://api.aspose.cloud:444/x' }, 'https://api.aspose.cloud:444'],
  [{ url: 'http://api.aspose.cloud/x' }, 'http://api.aspose.cloud'],
  [{ url: 'https://аpi.aspose.cloud/x' }, 'https://xn--pi-6kc.aspose.cloud'],
  [{ url: 'https://[::1]:8443/x' }, 'https://[::1]:8443'],
  [{ url: 'https://user:pw@api.aspose.cloud/x' }, undefined],
  [{ url: 'https://api.aspose.cloud@evil.example/x' }, undefined],
  [{ baseURL: 'https://user@api.aspose.cloud', url: '/x' }, undefined],
  [{ url: 'https://:pw@api.aspose.cloud/x' }, undefined],
  [{ url: { toString: () => `${own}/x` } }, undefined],
  [{ baseURL: base, url: { href: 'https://evil.example/x', toString: () => 'https://evil.example/x' } }, undefined],
  [{ baseURL: base, url: null }, own],
  [{ baseURL: base, url: 'h2://evil.example/x' }, undefined],
  [{ url: 'shttp://api.aspose.cloud/x' }, undefined],
  [{ url: 'data:text/plain,x' }, undefined],
  [{ url: 'file:///etc/passwd' }, undefined],
  [{ baseURL: base, url: '/x', socketPath: '/var/run/docker.sock' }, undefined],
];

describe('H-1 the origin of a request', () => {
  it.each(cases)('%j goes to %p', (config, origin) => {
    expect(getRequestOrigin(config as InternalAxiosRequestConfig)).toBe(origin);
  });

  it('is not confused by many bases', () => {
    for (let i = 0; i < 1_000; i += 1) {
      const config = { baseURL: `https://host-${i}.example`, url: '/x' } as InternalAxiosRequestConfig;
      expect(getRequestOrigin(config)).toBe(`https://host-${i}.example`);
    }
    expect(getRequestOrigin({ baseURL: base, url: '/x' } as InternalAxiosRequestConfig)).toBe(own);
  });

  it('costs a look at each base, not at each request, while there are few', () => {
    const looks = jest.spyOn(URL, 'canParse');
    const ask = (name: string) =>
      getRequestOrigin({ baseURL: `https://${name}.few.example`, url: '/x' } as InternalAxiosRequestConfig);
    for (const name of ['a', 'b', 'a', 'b', 'a']) ask(name);
    expect(looks.mock.calls.length).toBeLessThanOrEqual(3); // the bases of other tests may fill the memory in between
    for (let i = 0; i < 1_000; i += 1) ask(`many-${i}`);
    looks.mockClear();
    ask('a');
    expect(looks).toHaveBeenCalledTimes(1);
    looks.mockRestore();
  });
});

describe('H-1 a redirect', () => {
  it.each([
    [`${own}/elsewhere`, true],
    [`${own}:443/elsewhere`, true],
    ['https://sub.api.aspose.cloud/', false],
    ['https://api.aspose.cloud:444/', false],
    ['http://api.aspose.cloud/', false],
    ['https://evil.example/', false],
    ['/relative', false],
    [undefined, false],
    [new URL(`${own}/no-text`), false],
  ])('to %s stays: %p', (href, stays) => {
    expect(isAtOrigin(own, href)).toBe(stays);
  });
});
