import { HttpModule } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { WordsApi } from 'asposewordscloud';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { DocumentsController } from './documents.controller.js';
import { DocumentsService } from './documents.service.js';
import { ListingService } from './listing.service.js';
import { UploadsController } from './uploads.controller.js';
import { UploadsService } from './uploads.service.js';

@Module({
  imports: [
    // An AsposeClient for this module, with a longer timeout because converting large documents takes time; and an official SDK.
    AsposeAuthModule.forFeature({ http: { timeout: 120_000 }, sdks: [WordsApi] }),
    // A plain HttpModule without any reference to Aspose. The package authorizes its requests to Aspose, and no others.
    HttpModule.registerAsync({
      inject: [AsposeClient],
      useFactory: (aspose: AsposeClient) => ({ baseURL: aspose.axiosRef.defaults.baseURL, timeout: 30_000 }),
    }),
  ],
  controllers: [UploadsController, DocumentsController],
  providers: [DocumentsService, ListingService, UploadsService],
})
export class DocumentsModule {}
