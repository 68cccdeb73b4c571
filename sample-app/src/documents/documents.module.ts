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
    // This module's own AsposeClient, for large documents take their time to convert; and an official SDK.
    AsposeAuthModule.forFeature({ http: { timeout: 120_000 }, sdks: [WordsApi] }),
    // A plain HttpModule knows nothing of Aspose. Its requests are authorised where they go to Aspose, and only there.
    HttpModule.registerAsync({
      inject: [AsposeClient],
      useFactory: (aspose: AsposeClient) => ({ baseURL: aspose.axiosRef.defaults.baseURL, timeout: 30_000 }),
    }),
  ],
  controllers: [UploadsController, DocumentsController],
  providers: [DocumentsService, ListingService, UploadsService],
})
export class DocumentsModule {}
