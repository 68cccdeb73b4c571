import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import slides from 'asposeslidescloud';
import words from 'asposewordscloud';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { AsposeSandbox } from '../../sandbox/src/index.js';
import { authorized } from '../support/authorized.js';
import { type Any, fileWith } from '../support/sdks.js';

let sandbox: AsposeSandbox;

beforeEach(async () => {
  sandbox = await AsposeSandbox.start();
});

afterEach(() => sandbox.stop());

const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));

const open = () => {
  const { clientId, clientSecret, url: baseUrl } = sandbox;
  return authorized({ clientId, clientSecret, baseUrl });
};

type Upload = (api: Any, path: string, body: Readable) => Promise<unknown>;

const uploadWords: Upload = (api, path, fileContent) =>
  api.uploadFile(new words.UploadFileRequest({ path, fileContent }));

const UPLOADS: readonly [name: string, sdk: Any, upload: Upload][] = [
  ['WordsApi', words.WordsApi, uploadWords],
  ['SlidesApi', slides.SlidesApi, (api, path, file) => api.uploadFile(path, file)],
];

const stored = async (path: string) => {
  const url = `/v4.0/words/storage/file/${encodeURIComponent(path)}`;
  const { status, data } = await open().axios.get<ArrayBuffer>(url, {
    responseType: 'arraybuffer',
    validateStatus: null,
  });
  return status === 200 ? Buffer.from(data) : status;
};

describe.each(UPLOADS)('%s', (_name, sdk, upload) => {
  it('S-3 H-4 sends a file again from its beginning, under its own name', async () => {
    const parts = open();
    const api = await createSdk(parts.account, sdk);
    await parts.tokens.getToken();
    sandbox.revokeAll();
    await upload(api, 'my file.bin', createReadStream(fileWith(content)));
    expect(content.equals((await stored('my file.bin')) as Buffer)).toBe(true);
    expect(parts.events.map(({ type }) => type)).toContain('request.replayed');
  });

  it('S-3 H-4 sends the part of a file that was asked for again', async () => {
    const parts = open();
    const api = await createSdk(parts.account, sdk);
    await parts.tokens.getToken();
    sandbox.revokeAll();
    await upload(api, 'part.bin', createReadStream(fileWith(content), { start: 10, end: 50_000 }));
    expect(content.subarray(10, 50_001).equals((await stored('part.bin')) as Buffer)).toBe(true);
  });

  it('S-3 fails the call, and not the process, where a file is missing while the token is on its way', async () => {
    sandbox.faults.tokenLatencyMs = 100;
    const api = await createSdk(open().account, sdk);
    const failed = await upload(api, 'x.bin', createReadStream('/missing/file')).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'ENOENT' });
  });
});

it('S-3 H-4 says so, and stores nothing, where a stream cannot be read a second time', async () => {
  const parts = open();
  const api = await createSdk(parts.account, words.WordsApi);
  await parts.tokens.getToken();
  sandbox.revokeAll();
  const once = Readable.from([content]);
  const failed = await uploadWords(api, 'once.bin', once).catch((error: unknown) => error);
  expect(failed).toMatchObject({ status: 401, asposeAuth: 'body-not-replayable' });
  expect((failed as Error).message).toMatch(/uploadFile: .*\(401\).*pass a Buffer or fs\.createReadStream/);
  expect(await stored('once.bin')).toBe(404);
});
