import { Injectable, Module } from '@nestjs/common';
import { ConvertApi, FileApi, UploadFileRequest } from 'groupdocs-conversion-cloud';
import { AsposeAuthModule, InjectAsposeSdk } from 'nestjs-aspose-auth';

/** Use credentials from https://dashboard.groupdocs.cloud; Aspose credentials are not valid there. */
export const root = (clientId: string, clientSecret: string, baseUrl = 'https://api.groupdocs.cloud') =>
  AsposeAuthModule.forRoot({ accounts: { groupdocs: { clientId, clientSecret, baseUrl } } });

@Injectable()
export class Converter {
  constructor(
    @InjectAsposeSdk(ConvertApi, 'groupdocs') readonly conversions: ConvertApi,
    @InjectAsposeSdk(FileApi, 'groupdocs') private readonly files: FileApi,
  ) {}

  async store(name: string, content: Buffer): Promise<void> {
    await this.files.uploadFile(new UploadFileRequest(encodeURIComponent(name), content));
  }
}

@Module({
  imports: [AsposeAuthModule.forFeature({ account: 'groupdocs', sdks: [ConvertApi, FileApi] })],
  providers: [Converter],
  exports: [Converter],
})
export class ConverterModule {}
