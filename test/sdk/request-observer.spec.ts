import { afterEach, beforeEach, expect, it } from '@jest/globals';
import slides from 'asposeslidescloud';
import words from 'asposewordscloud';
import viewer from 'groupdocs-viewer-cloud';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import type { Any } from '../support/sdks.js';

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

it.each([302, 307])('H-1 a redirect (%s) to another port does not forward the token', async (status) => {
  const otherServer = await FakeAspose.start();
  otherServer.onApi = (_received, response) => json(response, 200, {});
  fake.onApi = (_received, response) => void response.writeHead(status, { location: `${otherServer.url}/x` }).end();
  const api = await create(words.WordsApi);
  await getError(api.downloadFile(new words.DownloadFileRequest({ path: 'x' })));
  const hasToken = otherServer.apiRequests.map(({ headers }) => headers.authorization !== undefined);
  await otherServer.stop();
  expect(hasToken).not.toContain(true);
});

it('S-3 SlidesApi: a 400 whose error is a text is not treated as a 401', async () => {
  fake.onApi = (_received, response) => json(response, 400, { error: 'bad slide index' });
  const api = await create(slides.SlidesApi);
  const error = await getError(api.getFilesList('/'));
  expect([fake.tokenRequests.length, fake.apiRequests.length, error.asposeAuth]).toEqual([1, 1, undefined]);
});

it('S-3 GroupDocs: error.code 401 in a 403 is not treated as a 401', async () => {
  fake.onApi = (_received, response) => json(response, 403, { error: { code: 401, message: 'no' } });
  const api = await create(viewer.FileApi);
  await getError(api.downloadFile(new viewer.DownloadFileRequest('x')));
  expect(fake.tokenRequests).toHaveLength(1);
});
