import html from '@asposecloud/aspose-html-cloud';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import slides from 'asposeslidescloud';
import words from 'asposewordscloud';
import { AsposeAuthError } from '../../lib/errors.js';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import type { AsposeSdkContext, AsposeSdkType } from '../../lib/sdk/sdk-type.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type Any, pdf, SDKS } from '../support/sdks.js';

let fake: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
});

afterEach(() => fake.stop());

const create = (entry: AsposeSdkType, options: object = {}): Promise<Any> =>
  createSdk(authorized({ ...fake.options, ...options }).account, entry);

/** An SDK that the package does not know. */
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
    const api = await create(sdk);
    expect(Object.prototype.isPrototypeOf.call(sdk.prototype, api)).toBe(true);
  });

  const withoutHtml = SDKS.filter(({ sdk }) => sdk !== html.StorageApi); // its methods call back, see html-sdk.spec.ts
  it.each(withoutHtml)('S-1 has only methods that return promises, as the SDK does: $name', ({ sdk }) => {
    const methods = Object.values(Object.getOwnPropertyDescriptors(sdk.prototype)).filter(
      ({ value }) => typeof value === 'function' && value !== sdk,
    );
    const others = methods.filter(({ value }) => !/__awaiter|async /.test(String(value)));
    expect(methods.length).toBeGreaterThan(3);
    expect(others).toEqual([]);
  });

  it('S-1 uses values that its user sets in its configuration', async () => {
    const api = await create(words.WordsApi);
    api.configuration.timeout = 0.05;
    fake.onApi = () => undefined;
    const error = await api.getInfo(new words.GetInfoRequest()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ESOCKETTIMEDOUT' });
  });

  it('S-1 lets its user replace methods, as mocks do', async () => {
    const api = await create(words.WordsApi);
    api.getInfo = () => Promise.resolve('mocked');
    await expect(api.getInfo()).resolves.toBe('mocked');
    expect(fake.apiRequests).toHaveLength(0);
  });

  it('H-1 sends nothing to another origin', async () => {
    const otherServer = await FakeAspose.start();
    const api = await create(words.WordsApi);
    api.configuration.baseUrl = otherServer.url;
    const error = await api.getInfo(new words.GetInfoRequest()).catch((reason: unknown) => reason);
    expect((error as Error).message).toMatch(
      /^WordsApi\.getInfo: the request was not sent, .* not allowed \(allowed: http:/,
    );
    expect(otherServer.apiRequests).toHaveLength(0);
    await otherServer.stop();
  });

  it('accepts a base URL with a version, as the documentation of some products shows', async () => {
    const api = await create(pdf.PdfApi, { baseUrl: `${fake.url}/v3.0` });
    await api.getFilesList('/').catch(() => undefined);
    expect(fake.apiRequests.map(({ url }) => url)).toEqual(['/v3.0/pdf/storage/folder//']);
  });

  it.each(SDKS)('sends no token for an anonymous account: $name', async ({ sdk, upload }) => {
    fake.onApi = (_received, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    const api = await createSdk(authorized({ anonymous: true, baseUrl: fake.url }).account, sdk);
    await upload(api, 'x', Buffer.from('x'));
    expect(fake.apiRequests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it('S-3 requests no token for an anonymous account: SlidesApi.getApiInfo', async () => {
    fake.onApi = (_received, response) => json(response, 200, {});
    const { account } = authorized({ anonymous: true, baseUrl: fake.url });
    const api = (await createSdk(account, slides.SlidesApi)) as Any;
    await api.getApiInfo();
    expect(fake.tokenRequests).toHaveLength(0);
  });
});

describe('an SDK that is created by a factory', () => {
  it('S-1 works, although its factory receives no secret', async () => {
    const contexts: AsposeSdkContext[] = [];
    const useFactory = (context: AsposeSdkContext) => {
      contexts.push(context);
      return new LetterApi(context.placeholder, context.placeholder, context.baseUrl);
    };
    const api = await create({ sdk: LetterApi, useFactory });
    await expect(api.send('/a')).resolves.toBe(200);
    fake.revokeAll();
    await expect(api.send('/a')).resolves.toBe(200);
    expect(fake.tokenRequests).toHaveLength(2);
    expect(JSON.stringify({ ...contexts[0], tokens: null })).not.toContain(fake.clientSecret);
  });

  it('S-1 can be a SlidesApi', async () => {
    const useFactory = ({ placeholder, baseUrl }: Any) => new slides.SlidesApi(placeholder, placeholder, baseUrl);
    await expect(create({ sdk: slides.SlidesApi, useFactory })).resolves.toBeDefined();
  });

  it('S-1 may keep its configuration in _configuration and report a 401 as { response: { statusCode: 401 } }', async () => {
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
    const api = await create({ sdk: GenerateApi, useFactory });
    await api.generate();
    fake.revokeAll();
    expect(await api.generate()).toBe(200);
  });

  it('S-1 never sends the placeholder if it is a container of several APIs, such as EmailCloud', async () => {
    class Cloud {
      readonly words: Any;
      readonly configuration: Any;
      constructor(id: string, secret: string, url: string) {
        this.words = new words.WordsApi(id, secret, url);
        this.configuration = this.words.configuration;
      }
    }
    const api = await create({
      sdk: Cloud,
      useFactory: ({ placeholder, baseUrl }: Any) => new Cloud(placeholder, placeholder, baseUrl),
    }).catch(() => undefined);
    await api?.words.getInfo(new words.GetInfoRequest()).catch(() => undefined);
    expect(
      [...fake.tokenRequests, ...fake.apiRequests]
        .map(({ body }) => body.toString())
        .filter((body) => body.includes('managed-by')),
    ).toEqual([]);
  });
});

describe('an SDK that cannot be used', () => {
  it.each<[name: string, entry: AsposeSdkType, text: RegExp]>([
    [
      'an unrelated class',
      class Invoice {
        readonly version = 1;
      },
      /sdks: \[Invoice\].*not one of the known classes \(WordsApi, .*useFactory/,
    ],
    [
      'a known name without an authentication hook',
      class WordsApi {
        readonly version = 1;
      },
      /sdks: \[WordsApi\].*no configuration\.authentication\.applyToRequest.*docs\/sdks\.md/,
    ],
    [
      'a factory of an unrelated object',
      { sdk: LetterApi, useFactory: () => ({}) },
      /sdks: \[LetterApi\].*no configuration\.authentication/,
    ],
    [
      'a SlidesApi that no loaded module exports',
      class SlidesApi {
        readonly version = 1;
      },
      /sdks: \[SlidesApi\].*external.*docs\/sdks\.md/,
    ],
  ])('S-1 fails at bootstrap for %s', async (_name, entry, text) => {
    const error = await create(entry).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AsposeAuthError);
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_CONFIG', message: expect.stringMatching(text) });
  });
});
