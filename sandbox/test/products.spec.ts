import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from '../src/index.js';
import { getToken } from './client.js';

const PASCAL = ['/v4.0/words', '/v4.0/cells', '/v3.0/pdf', '/v3.0/tasks', '/v3.0/diagram'];
const CAMEL = [
  '/v3.0/slides',
  '/v3.0/imaging',
  '/v3.0/cad',
  '/v4.0/email',
  '/v3.0/barcode',
  '/v2.0/conversion',
  '/v2.0/viewer',
];

describe.each([...PASCAL.map((base) => [base, 'Value']), ...CAMEL.map((base) => [base, 'value'])])(
  'S-1 storage of %s (%s)',
  (base, valueName) => {
    let sandbox: AsposeSandbox;
    let token: string;
    beforeAll(async () => {
      sandbox = await AsposeSandbox.start({ maxStorageBytes: 1000 });
      token = await getToken(sandbox);
    });
    afterAll(() => sandbox.stop());

    /** Turns `Value` into `value` for products that do so. */
    const toCase = (value: unknown): unknown => {
      if (valueName === 'Value' || typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(toCase);
      if ('$$typeof' in value) return value; // a matcher of Jest
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k[0]!.toLowerCase() + k.slice(1), toCase(v)]));
    };

    const call = async (method: string, path: string, body?: string) => {
      const init = { method, headers: { Authorization: `Bearer ${token}` }, body: body ?? null };
      const response = await fetch(`${sandbox.url}${base}/storage/${path}`, init);
      const text = await response.text();
      const json = /json/.test(response.headers.get('content-type') ?? '') ? (JSON.parse(text) as unknown) : text;
      return { status: response.status, json };
    };
    const get = async (path: string) => (await call('GET', path)).json;

    it('has every operation, in the case of the product', async () => {
      expect((await call('PUT', 'file/a/b/x.txt', '12345')).json).toEqual(toCase({ Uploaded: ['x.txt'], Errors: [] }));
      expect(await get('folder/a')).toEqual(
        toCase({ Value: [{ Name: 'b', IsFolder: true, ModifiedDate: expect.anything(), Size: 0, Path: '/a/b/' }] }),
      );
      expect(await get('exist/a/b/x.txt')).toEqual(toCase({ Exists: true, IsFolder: false }));
      expect(await get('exist/a%2Fb')).toEqual(toCase({ Exists: true, IsFolder: true }));
      expect(await get('exist/a/b/')).toEqual(toCase({ Exists: true, IsFolder: true }));
      expect(await get('exist/nothing')).toEqual(toCase({ Exists: false, IsFolder: false }));
      expect(await get('First%20Storage/exist')).toEqual(toCase({ Exists: true }));
      expect(await get('Second/exist')).toEqual(toCase({ Exists: false }));
      await call('PUT', 'folder/x?storageName=Second');
      expect(await get('Second/exist')).toEqual(toCase({ Exists: true }));
      expect(await get('disc')).toEqual(toCase({ UsedSize: 5, TotalSize: 1000 }));
      const versions = (await get('version/a/b/x.txt')) as Record<string, Record<string, string>[]>;
      expect(versions[valueName]).toEqual([
        toCase({
          VersionId: expect.anything(),
          IsLatest: true,
          Name: 'x.txt',
          IsFolder: false,
          ModifiedDate: expect.anything(),
          Size: 5,
          Path: '/a/b/x.txt',
        }),
      ]);
      expect((await call('GET', 'version/nothing')).status).toBe(404);
      const id = versions[valueName]![0]![valueName === 'Value' ? 'VersionId' : 'versionId'];
      expect(await get(`file/a/b/x.txt?versionId=${id}`)).toBe('12345');
      expect((await call('GET', 'file/a/b/x.txt?versionId=other')).status).toBe(404);
      expect(await get('exist/a/b/x.txt?versionId=other')).toEqual(toCase({ Exists: false, IsFolder: false }));
    });

    it('copies and moves folders, empty ones too, and deletes one that does not exist', async () => {
      await call('PUT', 'folder/from/empty');
      await call('PUT', 'file/from/x.txt', 'x');
      expect((await call('PUT', 'folder/copy/from?destPath=/copy')).status).toBe(200);
      expect((await call('PUT', 'folder/move/from/?destPath=moved/')).status).toBe(200);
      for (const path of ['copy/empty', 'moved/empty']) {
        expect(await get(`exist/${path}`)).toEqual(toCase({ Exists: true, IsFolder: true }));
      }
      expect(await get('exist/from')).toEqual(toCase({ Exists: false, IsFolder: false }));
      expect((await call('DELETE', 'folder/copy?recursive=true')).status).toBe(200);
      expect((await call('DELETE', 'folder/copy?recursive=true')).status).toBe(200);
      expect((await call('DELETE', 'folder/moved/x.txt')).status).toBe(400);
    });

    it('rejects what does not fit with 413, and counts what is deleted, moved and overwritten', async () => {
      const used = async () => Object.values((await get('disc')) as Record<string, number>)[0];
      const before = await used();
      expect((await call('PUT', 'file/big.txt', 'x'.repeat(1001))).status).toBe(413);
      expect(await get('exist/big.txt')).toEqual(toCase({ Exists: false, IsFolder: false }));
      await call('PUT', 'file/one.txt', 'x'.repeat(100));
      await call('PUT', 'file/one.txt', 'x'.repeat(50));
      await call('PUT', 'file/move/one.txt?destPath=two.txt');
      expect(await used()).toBe(before! + 50);
      await call('DELETE', 'file/two.txt');
      expect(await used()).toBe(before);
    });
  },
);
