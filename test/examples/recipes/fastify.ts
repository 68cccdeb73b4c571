import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { Reports } from '../quick-start/reports.js';

@Controller('names')
export class NamesController {
  constructor(private readonly reports: Reports) {}

  @Get()
  names(): Promise<string[]> {
    return this.reports.names();
  }
}

@Module({ imports: [AsposeAuthModule.forRoot()], controllers: [NamesController], providers: [Reports] })
export class AppModule {}

/** In `main.ts`: `const app = await createApp(); await app.listen(3000);` */
export function createApp(): Promise<NestFastifyApplication> {
  return NestFactory.create<NestFastifyApplication>(AppModule, new FastifyAdapter());
}
