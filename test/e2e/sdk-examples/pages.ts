import { createReadStream } from 'node:fs';
import html from '@asposecloud/aspose-html-cloud';
import { Injectable, Module } from '@nestjs/common';
import { AsposeAuthModule, InjectAsposeSdk } from 'nestjs-aspose-auth';

/** The methods that are used here. The SDK has no typings of its own. */
interface StorageApi {
  uploadFile(folder: string, file: NodeJS.ReadableStream, options: object): Promise<{ uploaded: string[] }>;
  getFilesList(folder: string, options: object): Promise<{ value: { name: string }[] }>;
}

@Injectable()
export class Pages {
  constructor(@InjectAsposeSdk(html.StorageApi) private readonly storage: StorageApi) {}

  /** The service stores the file under the name that it has on this machine. */
  async store(file: string): Promise<string[]> {
    await this.storage.uploadFile('/pages', createReadStream(file), {});
    const { value } = await this.storage.getFilesList('/pages', {});
    return value.map(({ name }) => name);
  }
}

@Module({
  imports: [AsposeAuthModule.forFeature({ sdks: [html.StorageApi] })],
  providers: [Pages],
  exports: [Pages],
})
export class PagesModule {}
