import { Injectable, Module } from '@nestjs/common';
import { SlidesApi } from 'asposeslidescloud';
import { GetFilesListRequest, WordsApi } from 'asposewordscloud';
import { AsposeAuthModule, InjectAsposeSdk } from 'nestjs-aspose-auth';

@Injectable()
export class Reports {
  constructor(
    private readonly words: WordsApi,
    private readonly slides: SlidesApi,
    @InjectAsposeSdk(WordsApi, 'reports') private readonly archive: WordsApi,
  ) {}

  async names(): Promise<string[]> {
    const { body } = await this.words.getFilesList(new GetFilesListRequest({ path: 'reports' }));
    return body.value.map(({ name }) => name);
  }

  async copy(name: string): Promise<void> {
    await this.slides.copyFile(encodeURIComponent(name), `copy of ${name}`);
  }

  async archived(): Promise<number> {
    const { body } = await this.archive.getFilesList(new GetFilesListRequest({ path: '' }));
    return body.value.length;
  }
}

@Module({
  imports: [
    AsposeAuthModule.forFeature({ sdks: [WordsApi, SlidesApi] }),
    AsposeAuthModule.forFeature({ account: 'reports', sdks: [WordsApi] }),
  ],
  providers: [Reports],
  exports: [Reports],
})
export class ReportsModule {}
