// nestjs-http-promise: an HttpService of its own, with the CommonJS copy of axios and axios-retry.
import 'reflect-metadata';
import { createRequire } from 'node:module';
import { inspect } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AsposeAuthModule } from '../../../lib/index.js';
import { FakeAspose, json } from '../../support/fake-aspose.js';

const { HttpModule, HttpService } = createRequire(import.meta.url)('nestjs-http-promise');
const fake = await FakeAspose.start();
class App {}
const http = HttpModule.register({ retries: 2, retryDelay: () => 1 });
Module({ imports: [AsposeAuthModule.forRoot(fake.options), http] })(App);
const app = await NestFactory.createApplicationContext(App, { logger: false });
const service = app.get(HttpService, { strict: false });
await service.get(`${fake.url}/x`);
fake.revokeAll();
const replayed = await service.get(`${fake.url}/x`);
const respond = fake.onApi;
fake.onApi = (seen, response) => (fake.apiRequests.length === 4 ? json(response, 503, {}) : respond(seen, response));
const retried = await service.get(`${fake.url}/x`);
await app.close();
const statuses = [replayed.status, retried.status];
const requests = [fake.apiRequests.length, fake.tokenRequests.length];
const leaks = inspect([replayed, retried], { depth: 15, showHidden: true }).includes('tok-');
console.log(JSON.stringify({ statuses, requests, leaks }));
await fake.stop();
