import 'reflect-metadata';
import assert from 'node:assert/strict';
import { subscribe } from 'node:diagnostics_channel';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import axios from 'axios';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { undiciAdapter } from 'nestjs-aspose-auth/undici';
import { firstValueFrom } from 'rxjs';
import type { Agent } from 'undici';
import { program } from './program.js';

@Module({
  imports: [AsposeAuthModule.forRoot({ transport: 'undici' }), HttpModule.register({ adapter: undiciAdapter })],
})
class UndiciApp {}

/** A dispatcher of one request, for each way to send it. */
export function withDispatcher(client: AsposeClient, http: HttpService, dispatcher: Agent): void {
  client.get('/x', { dispatcher });
  http.get('/x', { dispatcher });
  void axios.get('/x', { dispatcher, adapter: undiciAdapter });
  // @ts-expect-error not a dispatcher
  client.get('/x', { dispatcher: 'proxy' });
}

// @ts-expect-error no such transport
export const misspelt = () => AsposeAuthModule.forRoot({ transport: 'fetch' });

program(async () => {
  const sent: string[] = [];
  subscribe('undici:request:create', (message) => {
    sent.push((message as { request: { path: string } }).request.path);
  });
  const app = await NestFactory.createApplicationContext(UndiciApp, { logger: ['error', 'warn'] });
  const ours = await firstValueFrom(app.get(AsposeClient).get('/v4.0/words/ours'));
  const theirs = await firstValueFrom(app.get(HttpService).get(`${process.env.ASPOSE_BASE_URL}/v4.0/words/theirs`));
  assert.deepEqual([ours.status, theirs.status], [200, 200]);
  for (const path of ['/v4.0/words/ours', '/v4.0/words/theirs'])
    assert.ok(sent.includes(path), `${path} went by undici`);
  await app.close();
});
