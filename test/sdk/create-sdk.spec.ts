import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import cells from 'asposecellscloud';
import words from 'asposewordscloud';
import { AsposeAuthError } from '../../lib/errors.js';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import type { AsposeSdkContext, AsposeSdkType } from '../../lib/sdk/sdk-type.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { type Any, pdf, SDKS } from '../support/sdks.js';

let fake: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
});

afterEach(() => fake.stop());

const made = (entry: AsposeSdkType, options: object = {}): Promise<Any> =>
  createSdk(authorized({ ...fake.options, ...options }).account, entry);

/** An SDK that nobody knows. */
class LetterApi {
  readonly configuration: { baseUrl: string; authentication?: Any };

  constructor(id: string, secret: string, baseUrl: string) {
    this.configuration = { baseUrl, authentication: { applyToRequest: () => Promise.reject(new Error(id + secret)) } };
  }

  async send(path: string): Promise<unknown> {
    const options = { uri: this.configuration.baseUrl + path, headers: {} as Record<string, unknown> };
    await this.configuration.authentication.applyToRequest(options, this.configuration);
    const headers = { authorization: String(options.headers.Authorization) };
    const { status } = await fetch(options.uri, { headers });
    if (status === 401) throw Object.assign(new Error('no'), { statusCode: status });
    return status;
  }
}

describe('an SDK object', () => {
  it.each(SDKS)('S-1 is an instance of its class: $name', async ({ sdk }) => {
    const api = await made(sdk);
    expect(Object.getPrototypeOf(Object.getPrototypeOf(api))).toBe(sdk.prototype);
  });

  it.each(SDKS)('S-1 has methods that give promises, as the SDK has: $name', ({ sdk }) => {
    const methods = Object.values(Object.getOwnPropertyDescriptors(sdk.prototype)).filter(
      ({ value }) => typeof value === 'function' && value !== sdk,
    );
    const others = methods.filter(({ value }) => !/__awaiter|async /.test(String(value)));
    expect(methods.length).toBeGreaterThan(3);
    expect(others).toEqual([]);
  });

  it('S-1 keeps what its user sets in its configuration', async () => {
    const api = await made(words.WordsApi);
    api.configuration.timeout = 0.05;
    fake.onApi = () => undefined;
    const failed = await api.getInfo(new words.GetInfoRequest()).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'ESOCKETTIMEDOUT' });
  });

  it('S-1 can be given other methods, as mocks do', async () => {
    const api = await made(words.WordsApi);
    api.getInfo = () => Promise.resolve('mocked');
    await expect(api.getInfo()).resolves.toBe('mocked');
    expect(fake.apiRequests).toHaveLength(0);
  });

  it('H-1 gets no token for another origin', async () => {
    const stranger = await FakeAspose.start();
    const api = await made(words.WordsApi);
    api.configuration.baseUrl = stranger.url;
    const failed = await api.getInfo(new words.GetInfoRequest()).catch((error: unknown) => error);
    expect((failed as Error).message).toMatch(/^WordsApi\.getInfo: the address .* not of an allowed origin \(http:/);
    expect(stranger.apiRequests).toHaveLength(0);
    await stranger.stop();
  });

  it('takes a base URL with a version, as some products have it in their documentation', async () => {
    const api = await made(pdf.PdfApi, { baseUrl: `${fake.url}/v3.0` });
    await api.getFilesList('/').catch(() => undefined);
    expect(fake.apiRequests.map(({ url }) => url)).toEqual(['/v3.0/pdf/storage/folder//']);
  });

  it.each(SDKS)('sends no token for an anonymous account: $name', async ({ sdk, upload }) => {
    fake.onApi = (_seen, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    const api = await createSdk(authorized({ anonymous: true, baseUrl: fake.url }).account, sdk);
    await upload(api, 'x', Buffer.from('x'));
    expect(fake.apiRequests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(fake.tokenRequests).toHaveLength(0);
  });
});

describe('an SDK that is not in the table', () => {
  it('S-1 works through a factory, which sees no secret', async () => {
    const seen: AsposeSdkContext[] = [];
    const useFactory = (context: AsposeSdkContext) => {
      seen.push(context);
      return new LetterApi(context.placeholder, context.placeholder, context.baseUrl);
    };
    const api = await made({ sdk: LetterApi, useFactory });
    await expect(api.send('/a')).resolves.toBe(200);
    fake.revokeAll();
    await expect(api.send('/a')).resolves.toBe(200);
    expect(fake.tokenRequests).toHaveLength(2);
    expect(JSON.stringify({ ...seen[0], tokens: null })).not.toContain(fake.clientSecret);
  });

  it.each<[name: string, entry: AsposeSdkType, text: RegExp]>([
    [
      'a class of another kind',
      class Invoice {
        readonly version = 1;
      },
      /sdks: \[Invoice\].*none of the classes that are known \(WordsApi, .*useFactory/,
    ],
    [
      'a known name without a place for a token',
      class WordsApi {
        readonly version = 1;
      },
      /sdks: \[WordsApi\].*no configuration\.authentication\.applyToRequest.*docs\/sdks\.md/,
    ],
    [
      'a factory of something else',
      { sdk: LetterApi, useFactory: () => ({}) },
      /sdks: \[LetterApi\].*no configuration\.authentication/,
    ],
    [
      'a SlidesApi that is in no module',
      class SlidesApi {
        readonly version = 1;
      },
      /sdks: \[SlidesApi\].*external.*docs\/sdks\.md/,
    ],
  ])('S-1 fails at bootstrap for %s', async (_name, entry, text) => {
    const failed = await made(entry).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(AsposeAuthError);
    expect(failed).toMatchObject({ code: 'ERR_ASPOSE_CONFIG', message: expect.stringMatching(text) });
  });
});

it('S-3 CellsApi never posts a refresh_token, whatever the API answers', async () => {
  fake.onApi = (_seen, response) => void response.writeHead(401).end();
  const api = await made(cells.CellsApi);
  const failed = await api.getFilesList(new cells.GetFilesListRequest({ path: '/' })).catch((error: unknown) => error);
  expect(failed).toMatchObject({ asposeAuth: 'already-replayed' });
  const grants = fake.tokenRequests.map(({ body }) => new URLSearchParams(body.toString()).get('grant_type'));
  expect(grants).toEqual(['client_credentials', 'client_credentials']);
});
