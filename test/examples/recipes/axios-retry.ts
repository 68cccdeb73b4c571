import { Module } from '@nestjs/common';
import axiosRetry, { exponentialDelay } from 'axios-retry';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';

@Module({ imports: [AsposeAuthModule.forRoot()] })
export class AppModule {
  constructor(aspose: AsposeClient) {
    axiosRetry(aspose.axiosRef, { retries: 3, retryDelay: exponentialDelay });
  }
}
