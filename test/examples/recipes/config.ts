import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { validateAsposeAuthEnv } from 'nestjs-aspose-auth/config';
import { Reports } from '../quick-start/reports.js';

@Module({
  imports: [ConfigModule.forRoot({ isGlobal: true, validate: validateAsposeAuthEnv }), AsposeAuthModule.forRoot()],
  providers: [Reports],
})
export class AppModule {}
