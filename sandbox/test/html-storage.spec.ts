import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from '../src/index.js';
import { getToken, readBytes } from './client.js';

describe('S-1 storage of Aspose.HTML, which has addresses of its own', () => {
  let sandbox: AsposeSandbox;
  let authorization: string;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start({ maxStorageBytes: 1_000_000 });
    authorization = `Bearer ${await getToken(sandbox)}`;
  });
  afterAll(() => sandbox.stop());

  const call = (method: string, address: string, query: Record<string, string> = {}, body?: FormData | string) => {
    // As its SDK does: GET requests have a number that no cache knows.
    const parameters = new URLSearchParams(method === 'GET' ? { ...query, _: '1764000000000' } : query);
    const init = { method, headers: { authorization }, body: body ?? null };
    return fetch(`${sandbox.url}/v4.0/html/${address}?${parameters.toString()}`, init);
  };
  const get = async (address: string, query: Record<string, string> = {}) => (await call('GET', address, query)).json();
  const upload = async (path: string, name: string, content: Uint8Array<ArrayBuffer>, query = {}) => {
    const form = new FormData();
    form.append('File', new Blob([content]), name);
    return call('POST', 'file', { path, ...query }, form);
  };

  it('uploads into a folder that need not exist, downloads and deletes', async () => {
    const content = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const response = await upload('/Docs/new', 'größe 1.html', content);
    expect([response.status, await response.json()]).toEqual([200, { uploaded: ['größe 1.html'], errors: [] }]);
    const download = await call('GET', 'file', { path: 'Docs/new/größe 1.html' });
    expect(await readBytes(download)).toEqual(content);
    expect(await get('storage/disc/usage')).toEqual({ usedSize: 256, totalSize: 1_000_000 });
    expect((await call('DELETE', 'file', { path: '/Docs/new/größe 1.html' })).status).toBe(200);
    const missing = await call('GET', 'file', { path: '/Docs/new/größe 1.html' });
    expect([missing.status, await missing.json()]).toMatchObject([404, { error: { code: 'ErrorItemNotFound' } }]);
    expect(await get('storage/disc/usage')).toMatchObject({ usedSize: 0 });
  });

  it('creates, lists and deletes folders', async () => {
    await upload('F', 'a.txt', Buffer.from('12345'));
    expect((await call('POST', 'folder', { path: 'F/sub/' })).status).toBe(200);
    const entry = { modifiedDate: expect.any(String) };
    expect(await get('folder', { path: '/F' })).toEqual({
      value: [
        { ...entry, name: 'sub', isFolder: true, size: 0, path: '/F/sub/' },
        { ...entry, name: 'a.txt', isFolder: false, size: 5, path: '/F/a.txt' },
      ],
    });
    expect(await get('folder', { path: '/' })).toMatchObject({ value: [{ name: 'Docs' }, { name: 'F' }] });
    expect((await call('DELETE', 'folder', { path: 'F' })).status).toBe(409);
    expect((await call('DELETE', 'folder', { path: 'F', recursive: 'true' })).status).toBe(200);
    expect(await get('storage/exist', { path: 'F' })).toEqual({ exists: false, isFolder: false });
  });

  it('tells what exists, in each storage by its name', async () => {
    await upload('/', 'x.txt', Buffer.from('x'), { storageName: 'Other' });
    expect(await get('storage/exist', { path: 'x.txt', storageName: 'Other' })).toEqual({
      exists: true,
      isFolder: false,
    });
    expect(await get('storage/exist', { path: 'x.txt' })).toEqual({ exists: false, isFolder: false });
    expect(await get('storage/exist/storage', { storageName: 'Other' })).toEqual({ exists: true });
    expect(await get('storage/exist/storage', { storageName: 'None' })).toEqual({ exists: false });
  });

  it('shares its files with the other products, as the service does', async () => {
    await upload('shared', 'page.html', Buffer.from('<p>'));
    const response = await fetch(`${sandbox.url}/v4.0/words/storage/file/shared/page.html`, {
      headers: { authorization },
    });
    expect(await response.text()).toBe('<p>');
  });

  it('rejects an upload without a file name, a path that leads out, and a request without a token', async () => {
    expect((await call('POST', 'file', { path: '/' }, 'raw')).status).toBe(400);
    expect((await call('GET', 'file', { path: '/a/../../b' })).status).toBe(400);
    expect((await fetch(`${sandbox.url}/v4.0/html/folder?path=/`)).status).toBe(401);
  });
});
