import { once } from 'node:events';
import { createReadStream, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import slides from 'asposeslidescloud';
import words from 'asposewordscloud';
import { findStreams } from '../../lib/sdk/call-streams.js';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { AsposeSandbox } from '../../sandbox/src/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type Any, fileWith, SDKS } from '../support/sdks.js';

const require = createRequire(import.meta.url);
const content = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 251));

type Upload = (api: Any, path: string, body: Readable) => Promise<unknown>;

const uploadWords: Upload = (api, path, fileContent) =>
  api.uploadFile(new words.UploadFileRequest({ path, fileContent }));

const UPLOADS: readonly [name: string, sdk: Any, upload: Upload][] = [
  ['WordsApi', words.WordsApi, uploadWords],
  ['SlidesApi', slides.SlidesApi, (api, path, file) => api.uploadFile(path, file)],
];

const getError = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Any,
  );

describe('streams sent to the sandbox', () => {
  let sandbox: AsposeSandbox;

  beforeEach(async () => {
    sandbox = await AsposeSandbox.start();
  });

  afterEach(() => sandbox.stop());

  const open = () => {
    const { clientId, clientSecret, url: baseUrl } = sandbox;
    return authorized({ clientId, clientSecret, baseUrl });
  };

  const getStored = async (path: string) => {
    const url = `/v4.0/words/storage/file/${encodeURIComponent(path)}`;
    const { status, data } = await open().axios.get<ArrayBuffer>(url, {
      responseType: 'arraybuffer',
      validateStatus: null,
    });
    return status === 200 ? Buffer.from(data) : status;
  };

  describe.each(UPLOADS)('by %s', (_name, sdk, upload) => {
    it('S-3 H-4 sends a file again from its beginning, under its own name', async () => {
      const parts = open();
      const api = await createSdk(parts.account, sdk);
      await parts.tokens.getToken();
      sandbox.revokeAll();
      await upload(api, 'my file.bin', createReadStream(fileWith(content)));
      expect(content.equals((await getStored('my file.bin')) as Buffer)).toBe(true);
      expect(parts.events.map(({ type }) => type)).toContain('request.replayed');
    });

    it('S-3 H-4 sends the requested part of a file again', async () => {
      const parts = open();
      const api = await createSdk(parts.account, sdk);
      await parts.tokens.getToken();
      sandbox.revokeAll();
      await upload(api, 'part.bin', createReadStream(fileWith(content), { start: 10, end: 50_000 }));
      expect(content.subarray(10, 50_001).equals((await getStored('part.bin')) as Buffer)).toBe(true);
    });

    it('S-3 fails the call, and not the process, if a file turns out to be missing while the token is fetched', async () => {
      sandbox.faults.tokenLatencyMs = 100;
      const api = await createSdk(open().account, sdk);
      const error = await getError(upload(api, 'x.bin', createReadStream('/missing/file')));
      expect(error).toMatchObject({ code: 'ENOENT' });
    });
  });

  it('S-3 H-4 sends what is kept of a stream again', async () => {
    const parts = open();
    const api = await createSdk(parts.account, words.WordsApi);
    await parts.tokens.getToken();
    sandbox.revokeAll();
    await uploadWords(api, 'twice.bin', Readable.from([content.subarray(0, 30_000), content.subarray(30_000)]));
    expect(content.equals((await getStored('twice.bin')) as Buffer)).toBe(true);
    expect(parts.events.map(({ type }) => type)).toContain('request.replayed');
  });

  const withoutPdf = SDKS.filter(({ name }) => name !== 'PdfApi'); // it sends the length of a Buffer
  it.each(withoutPdf.flatMap((sdk) => [0, 1_000].map((replayBufferBytes) => ({ ...sdk, replayBufferBytes }))))(
    'S-3 H-4 $name uploads a stream without a path whole, with $replayBufferBytes bytes kept',
    async ({ sdk, upload, uploadStream = upload, replayBufferBytes }) => {
      const { clientId, clientSecret, url: baseUrl } = sandbox;
      const parts = authorized({ clientId, clientSecret, baseUrl, replayBufferBytes });
      const api = await createSdk(parts.account, sdk);
      await parts.tokens.getToken();
      if (replayBufferBytes > 0) sandbox.revokeAll();
      await uploadStream(api, 'file', Readable.from([Buffer.from('one'), Buffer.from('two')]) as never);
      expect(String(await getStored('file'))).toBe('onetwo');
    },
  );

  it.each([0, 10_000])(
    'S-3 H-4 explains that a stream beyond the budget (%d) is not sent again, and stores nothing',
    async (replayBufferBytes) => {
      const { clientId, clientSecret, url: baseUrl } = sandbox;
      const parts = authorized({ clientId, clientSecret, baseUrl, replayBufferBytes });
      const api = await createSdk(parts.account, words.WordsApi);
      await parts.tokens.getToken();
      sandbox.revokeAll();
      const error = await getError(uploadWords(api, 'once.bin', Readable.from([content])));
      expect(error).toMatchObject({ status: 401, asposeAuth: 'body-not-replayable' });
      expect((error as Error).message).toMatch(
        /uploadFile: .*\(401\).*replayBufferBytes.*pass a Buffer or fs\.createReadStream/,
      );
      expect(await getStored('once.bin')).toBe(404);
    },
  );
});

describe('streams sent after a revocation', () => {
  let fake: FakeAspose;
  let api: Any;

  beforeEach(async () => {
    fake = await FakeAspose.start();
    api = await createSdk(authorized(fake.options).account, words.WordsApi);
    await api.getInfo(new words.GetInfoRequest());
    fake.revokeAll();
  });

  afterEach(() => fake.stop());

  it('H-4 a stream of the package readable-stream is sent again', async () => {
    const { Readable: OldReadable } = require('readable-stream');
    const stream = new OldReadable({
      read() {
        this.push('content');
        this.push(null);
      },
    });
    await uploadWords(api, 'x', stream);
    const [first, second] = fake.apiRequests.slice(1).map(({ body }) => body.toString());
    expect([first?.includes('content'), second]).toEqual([true, first]);
  });

  it('H-4 a partly read file is not sent whole the second time', async () => {
    const stream = createReadStream(fileWith(Buffer.from('0123456789')));
    await once(stream, 'readable');
    stream.read(4);
    const error = await getError(uploadWords(api, 'x', stream));
    const bodies = fake.apiRequests.slice(1).map(({ body }) => body.toString());
    expect(error?.asposeAuth ?? new Set(bodies).size).toEqual(error ? 'body-not-replayable' : 1);
  });

  it('S-3 a file that is deleted before the replay fails the call, not the process', async () => {
    const path = fileWith(Buffer.from('x'));
    const uncaught: unknown[] = [];
    fake.onToken = (_received, response) => void setTimeout(() => fake.grant(response), 100);
    fake.onApi = ({ headers }, response) => {
      rmSync(path, { force: true });
      json(response, fake.valid.has(headers.authorization?.slice(7) ?? '') ? 200 : 401, {});
    };
    const stream = createReadStream(path);
    process.once('uncaughtException', (error) => uncaught.push(error));
    const error = await getError(uploadWords(api, 'x', stream));
    expect({ uncaught, code: error?.code }).toEqual({ uncaught: [], code: 'ENOENT' });
  });
});

it('S-3 searching a large argument is fast, and a deeply nested one does not overflow the stack', () => {
  const numbers = Array.from({ length: 1_000_000 }, (_, index) => index);
  let deep: object = {};
  for (let level = 0; level < 50_000; level += 1) deep = { deep };
  expect(findStreams([{ numbers, deep }])).toEqual([]);
});
