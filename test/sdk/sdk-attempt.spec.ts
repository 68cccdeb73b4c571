import { createRequire } from 'node:module';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import cells from 'asposecellscloud';
import words from 'asposewordscloud';
import viewer from 'groupdocs-viewer-cloud';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { AsposeSandbox } from '../../sandbox/src/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type Any, SDKS } from '../support/sdks.js';

const require = createRequire(import.meta.url);

let fake: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
});

afterEach(() => fake.stop());

const create = (sdk: Any): Promise<Any> => createSdk(authorized(fake.options).account, sdk);

const getError = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Any,
  );

const isValid = (received: Any) => fake.valid.has(received.headers.authorization?.slice(7) ?? '');

it('S-3 GroupDocs viewer: retries after a 401 with an empty body instead of hanging', async () => {
  const api = await create(viewer.FileApi);
  await api.downloadFile(new viewer.DownloadFileRequest('x'));
  fake.onApi = (received, response) => (isValid(received) ? json(response, 200, {}) : json(response, 401, {}));
  fake.revokeAll();
  const result = await Promise.race([
    api.uploadFile(new viewer.UploadFileRequest('x', Buffer.from('x'))).then(() => 'ok'),
    new Promise((resolve) => setTimeout(resolve, 1500, 'hangs')),
  ]);
  expect(result).toBe('ok');
});

it('S-3 GroupDocs viewer: an error response that it cannot process fails the call', async () => {
  fake.onApi = (_received, response) => json(response, 404, {});
  const api = await create(viewer.FileApi);
  const error = await getError(api.downloadFile(new viewer.DownloadFileRequest('x')));
  expect(error).toMatchObject({
    status: 404,
    message: expect.stringMatching(/^FileApi\.downloadFile: the API responded with 404/),
  });
});

it('S-3 WordsApi: a revocation before the first password does not break the object', async () => {
  const publicKey = new (require('node-rsa'))({ b: 1024 }).exportKey('components-public');
  fake.onApi = (received, response) => {
    if (!isValid(received)) return json(response, 401, {});
    const key = { Modulus: publicKey.n.toString('base64'), Exponent: 'AQAB' };
    return json(response, 200, /publickey/i.test(received.url) ? key : {});
  };
  const api = await create(words.WordsApi);
  await api.getInfo(new words.GetInfoRequest());
  fake.revokeAll();
  const get = () => api.getDocument(new words.GetDocumentRequest({ documentName: 'a.docx', password: 'p' }));
  const errors = [await getError(get()), await getError(get())];
  expect(errors.map((error) => error?.message)).toEqual([undefined, undefined]);
});

it('S-3 WordsApi can read the error responses of the sandbox', async () => {
  const sandbox = await AsposeSandbox.start();
  const { clientId, clientSecret, url: baseUrl } = sandbox;
  const api = (await createSdk(authorized({ clientId, clientSecret, baseUrl }).account, words.WordsApi)) as Any;
  const error = await getError(api.getFilesList(new words.GetFilesListRequest({ path: 'none' })));
  await sandbox.stop();
  expect(error).toMatchObject({ response: { statusCode: 404 } });
});

it('S-3 CellsApi never sends grant_type=refresh_token, whatever the API responds', async () => {
  fake.onApi = (_received, response) => void response.writeHead(401).end();
  const api = await create(cells.CellsApi);
  const error = await getError(api.getFilesList(new cells.GetFilesListRequest({ path: '/' })));
  expect(error).toMatchObject({ asposeAuth: 'already-replayed' });
  const grants = fake.tokenRequests.map(({ body }) => new URLSearchParams(body.toString()).get('grant_type'));
  expect(grants).toEqual(['client_credentials', 'client_credentials']);
});

it.each(SDKS.flatMap(({ name, sdk, download }) => [400, 404, 500].map((status) => ({ name, status, sdk, download }))))(
  'H-5 $name: a $status to a new token counts as its acceptance',
  async ({ sdk, status, download }) => {
    fake.onApi = (received, response) => json(response, isValid(received) ? status : 401, { error: {} });
    const { account, events } = authorized(fake.options);
    const api = await createSdk(account, sdk);
    for (let revocation = 0; revocation < 4; revocation += 1) {
      await getError(download(api, 'missing'));
      fake.revokeAll();
    }
    expect(events.filter(({ type }) => type === 'request.replay-skipped')).toEqual([]);
    expect(fake.tokenRequests).toHaveLength(4);
  },
  15_000,
);
