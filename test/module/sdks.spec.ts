import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import slides from 'asposeslidescloud';
import words from 'asposewordscloud';
import conversion from 'groupdocs-conversion-cloud';
import viewer from 'groupdocs-viewer-cloud';
import { AsposeAuthModule, getAsposeSdkToken, InjectAsposeSdk } from '../../lib/index.js';
import { FakeAspose } from '../support/fake-aspose.js';

const { WordsApi } = words;
const { SlidesApi } = slides;

let fake: FakeAspose;
let groupDocs: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
  groupDocs = await FakeAspose.start();
});

afterEach(() => Promise.all([fake.stop(), groupDocs.stop()]));

@Injectable()
class ReportService {
  constructor(
    readonly words: words.WordsApi,
    @InjectAsposeSdk(SlidesApi) readonly slides: slides.SlidesApi,
    @InjectAsposeSdk(WordsApi, 'reports') readonly reports: words.WordsApi,
    @InjectAsposeSdk(conversion.FileApi, 'groupdocs') readonly converted: conversion.FileApi,
    @InjectAsposeSdk(viewer.FileApi, 'groupdocs') readonly viewed: viewer.FileApi,
  ) {}
}
// What the TypeScript compiler would note of a class that is imported by name.
Reflect.defineMetadata('design:paramtypes', [WordsApi, Object, Object, Object, Object], ReportService);

@Module({
  imports: [
    AsposeAuthModule.forFeature({ sdks: [WordsApi, SlidesApi] }),
    AsposeAuthModule.forFeature({ account: 'reports', sdks: [WordsApi] }),
    AsposeAuthModule.forFeature({ account: 'groupdocs', sdks: [conversion.FileApi, viewer.FileApi] }),
  ],
  providers: [ReportService],
})
class ReportModule {}

const start = () => {
  const accounts = { reports: fake.options, groupdocs: groupDocs.options };
  const root = AsposeAuthModule.forRoot({ ...fake.options, accounts });
  return Test.createTestingModule({ imports: [root, ReportModule] }).compile();
};

it('S-1 injects official classes by themselves, and by name for named accounts', async () => {
  const app = await start();
  await app.init();
  const service = app.get(ReportService);
  expect([service.words, service.reports].every((api) => api instanceof WordsApi)).toBe(true);
  expect(service.slides).toBeInstanceOf(SlidesApi);
  expect(service.words).not.toBe(service.reports);

  await service.words.getInfo(new words.GetInfoRequest());
  await service.reports.getInfo(new words.GetInfoRequest());
  await service.slides.getApiInfo();
  expect({ asked: fake.tokenRequests.length, called: fake.apiRequests.length }).toEqual({ asked: 2, called: 3 });
  const [first, second, third] = fake.apiRequests.map(({ headers }) => headers.authorization);
  expect(first).toBe(third);
  expect(first).not.toBe(second);
  await app.close();
});

it('S-1 keeps GroupDocs to an account and a host of its own, its classes of one name apart', async () => {
  const app = await start();
  await app.init();
  const { converted, viewed } = app.get(ReportService);
  expect(converted).toBeInstanceOf(conversion.FileApi);
  expect(viewed).toBeInstanceOf(viewer.FileApi);
  await converted.downloadFile(new conversion.DownloadFileRequest('x'));
  await viewed.downloadFile(new viewer.DownloadFileRequest('x'));
  expect({ asked: groupDocs.tokenRequests.length, called: groupDocs.apiRequests.length }).toEqual({
    asked: 1,
    called: 2,
  });
  expect(fake.tokenRequests).toHaveLength(0);
  await app.close();
});

it('S-1 lets a test override an SDK by its token', async () => {
  const accounts = { reports: fake.options, groupdocs: groupDocs.options };
  const imports = [AsposeAuthModule.forRoot({ ...fake.options, accounts }), ReportModule];
  const app = await Test.createTestingModule({ imports })
    .overrideProvider(getAsposeSdkToken(WordsApi, 'reports'))
    .useValue({ mocked: true })
    .compile();
  expect(app.get(ReportService).reports).toEqual({ mocked: true });
  await app.close();
});

it('S-1 fails at bootstrap, with the class named, for what is no SDK', async () => {
  class Invoice {
    readonly total = 0;
  }
  const imports = [AsposeAuthModule.forRoot(fake.options), AsposeAuthModule.forFeature({ sdks: [Invoice] })];
  await expect(Test.createTestingModule({ imports }).compile()).rejects.toMatchObject({
    code: 'ERR_ASPOSE_CONFIG',
    message: expect.stringContaining('sdks: [Invoice]'),
  });
});
