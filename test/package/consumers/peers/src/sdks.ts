import 'reflect-metadata';
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GetFilesListRequest, WordsApi } from 'asposewordscloud';
import { AsposeAuthModule, AsposeTokenService, InjectAsposeSdk } from 'nestjs-aspose-auth';
import { program } from './program.js';

interface PdfApi {
  getFilesList(path: string): Promise<{ response: { statusCode?: number; status?: number } }>;
}
// Its declarations are its own sources, which no strict compiler takes.
const { PdfApi } = createRequire(join(process.cwd(), 'index.js'))('asposepdfcloud') as {
  PdfApi: { prototype: PdfApi; name: string };
};

@Injectable()
class Reports {
  constructor(
    readonly words: WordsApi,
    @InjectAsposeSdk(PdfApi) readonly pdf: PdfApi,
    readonly tokens: AsposeTokenService,
  ) {}
}

@Module({
  imports: [AsposeAuthModule.forRoot(), AsposeAuthModule.forFeature({ sdks: [WordsApi, PdfApi] })],
  providers: [Reports],
})
class SdkApp {}

/** S-2: one token for all SDKs, one more after a revocation, and PdfApi ends no process. The runner counts. */
program(async () => {
  const app = await NestFactory.createApplicationContext(SdkApp, { logger: ['error', 'warn'] });
  const reports = app.get(Reports);
  assert.ok(reports.words instanceof WordsApi);
  const twenty = () =>
    Array.from({ length: 20 }, (_, i) =>
      i % 2 ? reports.pdf.getFilesList('/') : reports.words.getFilesList(new GetFilesListRequest({ path: '/' })),
    );
  await Promise.all(twenty());
  const first = reports.tokens.current()?.value;
  await fetch(`${process.env.ASPOSE_BASE_URL}/fake/revoke`, { method: 'POST' });
  await Promise.all(twenty());
  assert.notEqual(reports.tokens.current()?.value, first);
  await app.close();
});
