import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule, WithAsposeClient } from './app.module.js';
import { program } from './program.js';

@Controller()
class Info {
  constructor(private readonly aspose: WithAsposeClient) {}

  @Get()
  async get() {
    return { status: await this.aspose.get('/v4.0/words/info') };
  }
}

@Module({ imports: [AppModule], controllers: [Info], providers: [WithAsposeClient] })
class FastifyApp {}

program(async () => {
  const app = await NestFactory.create<NestFastifyApplication>(FastifyApp, new FastifyAdapter(), {
    logger: ['error', 'warn'],
  });
  await app.listen(0, '127.0.0.1');
  const response = await fetch(await app.getUrl());
  assert.deepEqual(await response.json(), { status: 200 });
  await app.close();
});
