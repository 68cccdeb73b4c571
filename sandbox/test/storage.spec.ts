import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from '../src/index.js';
import { authorizedClient, getToken, readBytes } from './client.js';

describe('the storage', () => {
  const clients = [
    { clientId: 'first', clientSecret: 'a'.repeat(32) },
    { clientId: 'second', clientSecret: 'b'.repeat(32) },
  ];
  let sandbox: AsposeSandbox;
  let call: Awaited<ReturnType<typeof authorizedClient>>;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start({ clients });
    call = await authorizedClient(sandbox);
  });
  afterAll(() => sandbox.stop());

  const names = async (path: string): Promise<string[]> => {
    const { Value } = (await (await call('GET', `/storage/folder/${path}`)).json()) as { Value: { Name: string }[] };
    return Value.map(({ Name }) => Name);
  };

  it('keeps what was sent raw, byte for byte', async () => {
    const content = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const upload = await call('PUT', '/storage/file/raw/all.bin', content, {
      'content-type': 'application/octet-stream',
    });
    expect(await upload.json()).toEqual({ Uploaded: ['all.bin'], Errors: [] });
    const download = await call('GET', '/storage/file/raw/all.bin');
    expect(download.headers.get('content-type')).toBe('application/octet-stream');
    expect(await readBytes(download)).toEqual(content);
    expect((await call('PUT', '/storage/file/raw/empty.bin', '')).status).toBe(200);
    expect(await readBytes(await call('GET', '/storage/file/raw/empty.bin'))).toHaveLength(0);
  });

  it('keeps what was sent as multipart, byte for byte, whether the part has a file name or not', async () => {
    const content = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    const form = new FormData();
    form.append('fileContent', new Blob([content]), 'größe.bin');
    await call('PUT', '/storage/file/form/named.bin', form);
    expect(await readBytes(await call('GET', '/storage/file/form/named.bin'))).toEqual(content);

    const head = '--XX\r\nContent-Disposition: form-data; name="fileContent"\r\n\r\n';
    const body = Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n--XX--\r\n')]);
    await call('PUT', '/storage/file/form/nameless.bin', body, { 'content-type': 'multipart/form-data; boundary=XX' });
    expect(await readBytes(await call('GET', '/storage/file/form/nameless.bin'))).toEqual(content);

    const toFolder = new FormData();
    toFolder.append('file', new Blob([content]), 'größe.bin');
    const upload = await call('PUT', '/storage/file/form', toFolder);
    expect(await upload.json()).toEqual({ Uploaded: ['größe.bin'], Errors: [] });
    expect(await names('form')).toContain('größe.bin');
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['no parts', 'multipart/form-data; boundary=XX', '--XX--\r\n'],
    [
      'cut off within',
      'multipart/form-data; boundary=XX',
      '--XX\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nabc',
    ],
    ['nothing', 'multipart/form-data; boundary=XX', ''],
  ])('refuses a multipart body with %s, and stores nothing', async (_, type, body) => {
    const response = await call('PUT', '/storage/file/malformed/x.bin', body, { 'content-type': type });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ Error: { Code: 'ErrorInvalidInputData' } });
    expect((await call('GET', '/storage/file/malformed/x.bin')).status).toBe(404);
  });

  it('takes one path in all its spellings', async () => {
    await call('PUT', '/storage/file/Mappe%201/Prüfung%20äöü.docx', 'x');
    const spellings = [
      '/storage/file/Mappe%201/Pr%C3%BCfung%20%C3%A4%C3%B6%C3%BC.docx',
      '/storage/file/Mappe%201%2FPr%C3%BCfung%20%C3%A4%C3%B6%C3%BC.docx',
      '/storage/file//Mappe%201//Pr%C3%BCfung%20%C3%A4%C3%B6%C3%BC.docx',
      '/storage/file/Mappe%201%5CPr%C3%BCfung%20%C3%A4%C3%B6%C3%BC.docx',
      '/storage/file/%2FMappe%201/./Pr%C3%BCfung%20%C3%A4%C3%B6%C3%BC.docx',
      '/Storage/File/Mappe%25201/Pr%25C3%25BCfung%2520%25C3%25A4%25C3%25B6%25C3%25BC.docx',
    ];
    for (const path of spellings) expect((await call('GET', path)).status).toBe(200);
    expect(await names('Mappe%201')).toEqual(['Prüfung äöü.docx']);
  });

  it('stores under the name that was sent, so that a client which encodes twice is found out', async () => {
    await call('PUT', '/storage/file/twice/my%2520file.docx', 'x');
    expect(await names('twice')).toEqual(['my%20file.docx']);
    expect((await call('GET', '/storage/file/twice/my%20file.docx')).status).toBe(404);
    expect((await call('GET', '/storage/file/twice/my%2520file.docx')).status).toBe(200);
    expect((await call('DELETE', '/storage/file/twice/my%2520file.docx')).status).toBe(200);
  });

  it.each([
    '/storage/file/%E4.docx',
    '/storage/file/a/..%2F..%2Fb',
    '/storage/file/a/..%5C..%5Cb',
    '/storage/file/a%00b',
  ])('refuses the path %s', async (path) => {
    expect((await call('PUT', path, 'x')).status).toBe(400);
  });

  it('copies, moves and deletes files', async () => {
    await call('PUT', '/storage/file/cm/a.txt', 'content');
    expect((await call('PUT', '/storage/file/copy/cm/a.txt?destPath=cm/b.txt')).status).toBe(200);
    expect((await call('PUT', '/storage/file/move/cm/b.txt?destPath=/cm/deep/c.txt')).status).toBe(200);
    expect(await names('cm')).toEqual(['deep', 'a.txt']);
    expect(await (await call('GET', '/storage/file/cm/deep/c.txt')).text()).toBe('content');
    await call('PUT', '/storage/file/move/cm/a.txt?destPath=cm/a.txt');
    expect(await (await call('GET', '/storage/file/cm/a.txt')).text()).toBe('content');
    expect((await call('DELETE', '/storage/file/cm/a.txt')).status).toBe(200);
    expect((await call('DELETE', '/storage/file/cm/a.txt')).status).toBe(404);
    expect((await call('PUT', '/storage/file/copy/cm/a.txt?destPath=x')).status).toBe(404);
    expect((await call('PUT', '/storage/file/copy/cm/deep/c.txt')).status).toBe(400);
  });

  it('lists, makes, copies, moves and removes folders', async () => {
    expect((await call('PUT', '/storage/folder/f/empty')).status).toBe(200);
    await call('PUT', '/storage/file/f/sub/x.txt', '12345');
    const list = (await (await call('GET', '/storage/folder/f')).json()) as { Value: object[] };
    expect(list.Value).toEqual([
      { Name: 'empty', IsFolder: true, ModifiedDate: expect.any(String), Size: 0, Path: '/f/empty/' },
      { Name: 'sub', IsFolder: true, ModifiedDate: expect.any(String), Size: 0, Path: '/f/sub/' },
    ]);
    expect(await names('')).toContain('f');
    expect(await names('/')).toContain('f');
    await call('PUT', '/storage/folder/copy/f/sub?destPath=f/twin');
    await call('PUT', '/storage/folder/move/f/twin?destPath=f/moved');
    expect(await names('f')).toEqual(['empty', 'moved', 'sub']);
    expect(await names('f/moved')).toEqual(['x.txt']);
    expect((await call('PUT', '/storage/folder/copy/f?destPath=f/in')).status).toBe(400);
    expect((await call('DELETE', '/storage/folder/f')).status).toBe(409);
    expect((await call('DELETE', '/storage/folder/f?recursive=true')).status).toBe(200);
    expect((await call('GET', '/storage/folder/f')).status).toBe(404);
    expect((await call('GET', '/storage/file/f/sub/x.txt')).status).toBe(404);
    await call('PUT', '/storage/file/file.txt', 'x');
    expect((await call('PUT', '/storage/file/file.txt/below', 'x')).status).toBe(409);
    expect((await call('PUT', '/storage/folder/file.txt')).status).toBe(409);
    expect((await call('PUT', '/storage/file/', 'x')).status).toBe(409);
  });

  it('keeps clients and storages apart', async () => {
    const second = await authorizedClient(sandbox, { client_id: 'second', client_secret: 'b'.repeat(32) });
    await call('PUT', '/storage/file/mine.txt', 'first');
    await call('PUT', '/storage/file/mine.txt?storageName=Other', 'other');
    expect((await second('GET', '/storage/file/mine.txt')).status).toBe(404);
    expect(await (await call('GET', '/storage/file/mine.txt')).text()).toBe('first');
    expect(await (await call('GET', '/storage/file/mine.txt?storageName=Other')).text()).toBe('other');
    expect(await (await call('GET', '/storage/file/mine.txt?STORAGE=Other')).text()).toBe('other');
    await call('PUT', '/storage/file/copy/mine.txt?destPath=got.txt&srcStorageName=Other');
    expect(await (await call('GET', '/storage/file/got.txt')).text()).toBe('other');
  });

  it('serves the storage paths of the other products', async () => {
    const headers = { Authorization: `Bearer ${await getToken(sandbox)}` };
    for (const path of [
      '/v3.0/slides/storage/folder//',
      '/v4.0/cells/storage/folder//',
      '/v3.0/pdf/storage/folder//',
    ]) {
      expect((await fetch(sandbox.url + path, { headers })).status).toBe(200);
    }
  });

  it('loses nothing when many write at once', async () => {
    const all = Array.from({ length: 100 }, (_, i) => i);
    await Promise.all(all.map((i) => call('PUT', `/storage/file/many/${i}.txt`, `content ${i}`)));
    const texts = await Promise.all(all.map(async (i) => (await call('GET', `/storage/file/many/${i}.txt`)).text()));
    expect(texts).toEqual(all.map((i) => `content ${i}`));
  });

  it.each(['raw', 'multipart'])('stores nothing of an upload that is cut off (%s)', async (kind) => {
    const authorization = `Bearer ${await getToken(sandbox)}`;
    const url = new URL(`${sandbox.url}/v4.0/words/storage/file/cut/${kind}.bin`);
    const multipart = { 'Content-Type': 'multipart/form-data; boundary=XX' };
    const headers = { authorization, 'Content-Length': 1_000_000, ...(kind === 'multipart' ? multipart : {}) };
    await new Promise<void>((resolve) => {
      const put = request(url, { method: 'PUT', headers });
      put.once('error', () => {
        resolve();
      });
      put.write('--XX\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n');
      put.write(Buffer.alloc(200_000), () => put.destroy(new Error('gone')));
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await call('GET', `/storage/file/cut/${kind}.bin`)).status).toBe(404);
  });

  it('takes 100 MB, and gives them back unchanged', async () => {
    const big = Buffer.alloc(100_000_000, 'aspose sandbox ');
    expect((await call('PUT', '/storage/file/big.bin', big)).status).toBe(200);
    const back = await readBytes(await call('GET', '/storage/file/big.bin'));
    const digest = (data: Buffer): string => createHash('sha256').update(data).digest('hex');
    expect(digest(back)).toBe(digest(big));
    await call('DELETE', '/storage/file/big.bin');
  });

  it('refuses what is larger than allowed with 413, however it is sent', async () => {
    const small = await AsposeSandbox.start({ maxFileBytes: 1_000_000 });
    const put = await authorizedClient(small);
    const big = Buffer.alloc(100_000_000);
    const chunked = (): ReadableStream => new Blob([big.subarray(0, 20_000_000)]).stream();
    const form = new FormData();
    form.append('file', new Blob([big.subarray(0, 20_000_000)]), 'big.bin');
    expect((await put('PUT', '/storage/file/a.bin', big)).status).toBe(413);
    expect((await put('PUT', '/storage/file/b.bin', form)).status).toBe(413);
    const authorization = `Bearer ${await getToken(small)}`;
    const init = { method: 'PUT', body: chunked(), headers: { authorization }, duplex: 'half' } as RequestInit;
    const streamed = await fetch(`${small.url}/v4.0/words/storage/file/c.bin`, init);
    expect(streamed.status).toBe(413);
    expect(await streamed.json()).toMatchObject({ Error: { Code: 'ErrorRequestTooLarge' } });
    expect(await (await put('GET', '/storage/folder/')).json()).toEqual({ Value: [] });
    expect((await put('PUT', '/storage/file/ok.bin', Buffer.alloc(1_000_000))).status).toBe(200);
    await small.stop();
  });
});
