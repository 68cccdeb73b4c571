import { once } from 'node:events';
import { createReadStream, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import slides from 'asposeslidescloud';
import words from 'asposewordscloud';
import viewer from 'groupdocs-viewer-cloud';
import { streamsIn } from '../../lib/sdk/call-streams.js';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { AsposeSandbox } from '../../sandbox/src/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type Any, fileWith } from '../support/sdks.js';

const require = createRequire(import.meta.url);
let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());
const parts = (options: object = {}) => authorized({ ...fake.options, ...options });
const made = (sdk: Any, options: object = {}): Promise<Any> => createSdk(parts(options).account, sdk);
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Any,
  );
const isValid = (seen: Any) => fake.valid.has(seen.headers.authorization?.slice(7) ?? '');

it('S-3 SlidesApi of an anonymous account asks for no token', async () => {
  fake.onApi = (_seen, response) => json(response, 200, {});
  const api = (await createSdk(authorized({ anonymous: true, baseUrl: fake.url }).account, slides.SlidesApi)) as Any;
  await api.getApiInfo();
  expect(fake.tokenRequests).toHaveLength(0);
});
it.each([302, 307])('H-1 a redirect (%s) to another port takes no token along', async (status) => {
  const stranger = await FakeAspose.start();
  stranger.onApi = (_seen, response) => json(response, 200, {});
  fake.onApi = (_seen, response) => void response.writeHead(status, { location: `${stranger.url}/x` }).end();
  const api = await made(words.WordsApi);
  await failure(api.downloadFile(new words.DownloadFileRequest({ path: 'x' })));
  const shown = stranger.apiRequests.map(({ headers }) => headers.authorization !== undefined);
  await stranger.stop();
  expect(shown).not.toContain(true);
});
it('S-3 SlidesApi: a 400 with a text as error is no 401', async () => {
  fake.onApi = (_seen, response) => json(response, 400, { error: 'bad slide index' });
  const api = await made(slides.SlidesApi);
  const error = await failure(api.getFilesList('/'));
  expect([fake.tokenRequests.length, fake.apiRequests.length, error.asposeAuth]).toEqual([1, 1, undefined]);
});
it('S-3 GroupDocs: error.code 401 in a 403 is no 401', async () => {
  fake.onApi = (_seen, response) => json(response, 403, { error: { code: 401, message: 'no' } });
  const api = await made(viewer.FileApi);
  await failure(api.downloadFile(new viewer.DownloadFileRequest('x')));
  expect(fake.tokenRequests).toHaveLength(1);
});
it('S-3 GroupDocs viewer: a 401 whose body has no error is cured, not hung on', async () => {
  const api = await made(viewer.FileApi);
  await api.downloadFile(new viewer.DownloadFileRequest('x'));
  fake.onApi = (seen, response) => (isValid(seen) ? json(response, 200, {}) : json(response, 401, {}));
  fake.revokeAll();
  const ended = await Promise.race([
    api.uploadFile(new viewer.UploadFileRequest('x', Buffer.from('x'))).then(() => 'ok'),
    new Promise((r) => setTimeout(r, 1500, 'hangs')),
  ]);
  expect(ended).toBe('ok');
});
it('S-3 WordsApi: a revocation before the first password does not break the object', async () => {
  const pub = new (require('node-rsa'))({ b: 1024 }).exportKey('components-public');
  fake.onApi = (seen, response) => {
    if (!isValid(seen)) return json(response, 401, {});
    return json(
      response,
      200,
      /publickey/i.test(seen.url) ? { Modulus: pub.n.toString('base64'), Exponent: 'AQAB' } : {},
    );
  };
  const api = await made(words.WordsApi);
  await api.getInfo(new words.GetInfoRequest());
  fake.revokeAll();
  const get = () => api.getDocument(new words.GetDocumentRequest({ documentName: 'a.docx', password: 'p' }));
  expect([await failure(get()), await failure(get())].map((e) => e?.message)).toEqual([undefined, undefined]);
});
it('H-4 a stream of the package readable-stream fails loudly', async () => {
  const { Readable } = require('readable-stream');
  const api = await made(words.WordsApi);
  await api.getInfo(new words.GetInfoRequest());
  fake.revokeAll();
  const fileContent = new Readable({
    read() {
      this.push('content');
      this.push(null);
    },
  });
  const error = await failure(api.uploadFile(new words.UploadFileRequest({ path: 'x', fileContent })));
  expect(error).toMatchObject({ asposeAuth: 'body-not-replayable' });
});
it('H-4 a file that was read in part is not sent whole the second time', async () => {
  const api = await made(words.WordsApi);
  await api.getInfo(new words.GetInfoRequest());
  fake.revokeAll();
  const fileContent = createReadStream(fileWith(Buffer.from('0123456789')));
  await once(fileContent, 'readable');
  fileContent.read(4);
  const error = await failure(api.uploadFile(new words.UploadFileRequest({ path: 'x', fileContent })));
  const bodies = fake.apiRequests.slice(1).map(({ body }) => body.toString());
  expect(error?.asposeAuth ?? new Set(bodies).size).toEqual(error ? 'body-not-replayable' : 1);
});
it('S-3 a file that goes before the replay fails the call, not the process', async () => {
  const path = fileWith(Buffer.from('x'));
  const api = await made(words.WordsApi);
  await api.getInfo(new words.GetInfoRequest());
  fake.revokeAll();
  const uncaught: unknown[] = [];
  fake.onToken = (_seen, response) => void setTimeout(() => fake.grant(response), 100);
  fake.onApi = (seen, response) => {
    rmSync(path, { force: true });
    json(response, isValid(seen) ? 200 : 401, {});
  };
  const fileContent = createReadStream(path);
  process.once('uncaughtException', (e) => uncaught.push(e));
  const error = await failure(api.uploadFile(new words.UploadFileRequest({ path: 'x', fileContent })));
  expect({ uncaught, code: error?.code }).toEqual({ uncaught: [], code: 'ENOENT' });
});
it('S-1 a SlidesApi through a factory works', async () => {
  const useFactory = ({ placeholder, baseUrl }: Any) => new slides.SlidesApi(placeholder, placeholder, baseUrl);
  await expect(made({ sdk: slides.SlidesApi, useFactory })).resolves.toBeDefined();
});
it('S-1 an API that hides its configuration as _configuration works, and its { response: { statusCode: 401 } } is a 401', async () => {
  class GenerateApi {
    constructor(readonly _configuration: Any) {}
    async generate() {
      const options = { uri: `${this._configuration.baseUrl}/v4.0/barcode/generate/QR`, headers: {} as Any };
      await this._configuration.authentication.applyToRequestAsync(options);
      const { ok, status: statusCode } = await fetch(options.uri, {
        headers: { authorization: String(options.headers.Authorization) },
      });
      return ok ? statusCode : Promise.reject(Object.assign(new Error('no'), { response: { statusCode } }));
    }
  }
  const useFactory = ({ baseUrl }: Any) =>
    new GenerateApi({ baseUrl, authentication: { applyToRequestAsync: () => Promise.reject(new Error('own')) } });
  const api = await made({ sdk: GenerateApi, useFactory });
  await api.generate();
  fake.revokeAll();
  expect(await api.generate()).toBe(200);
});
it('S-1 an object of several APIs, as EmailCloud, fails at bootstrap or is served', async () => {
  class Cloud {
    readonly words: Any;
    readonly configuration: Any;
    constructor(id: string, secret: string, url: string) {
      this.words = new words.WordsApi(id, secret, url);
      this.configuration = this.words.configuration;
    }
  }
  const api = await made({
    sdk: Cloud,
    useFactory: (c: Any) => new Cloud(c.placeholder, c.placeholder, c.baseUrl),
  }).catch(() => undefined);
  await api?.words.getInfo(new words.GetInfoRequest()).catch(() => undefined);
  expect(
    [...fake.tokenRequests, ...fake.apiRequests]
      .map(({ body }) => body.toString())
      .filter((body) => body.includes('held-by')),
  ).toEqual([]);
});
it('S-3 the sandbox answers errors that WordsApi can read', async () => {
  const sandbox = await AsposeSandbox.start();
  const { clientId, clientSecret, url: baseUrl } = sandbox;
  const api = (await createSdk(authorized({ clientId, clientSecret, baseUrl }).account, words.WordsApi)) as Any;
  const error = await failure(api.getFilesList(new words.GetFilesListRequest({ path: 'none' })));
  await sandbox.stop();
  expect(error).toMatchObject({ response: { statusCode: 404 } });
});

it('S-3 GroupDocs viewer: an error that it does not understand fails the call', async () => {
  fake.onApi = (_seen, response) => json(response, 404, {});
  const api = await made(viewer.FileApi);
  const error = await failure(api.downloadFile(new viewer.DownloadFileRequest('x')));
  expect(error).toMatchObject({
    status: 404,
    message: expect.stringMatching(/^FileApi\.downloadFile: the answer was 404/),
  });
});

it('S-3 a large argument costs little, and a deep one nothing', () => {
  const numbers = Array.from({ length: 1_000_000 }, (_, index) => index);
  let deep: object = {};
  for (let level = 0; level < 50_000; level += 1) deep = { deep };
  expect(streamsIn([{ numbers, deep }])).toEqual([]);
});
