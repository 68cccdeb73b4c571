import type { AddressInfo, Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import type { Queue } from 'bullmq';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { variablesFor } from '../cli/terminal.js';
import { caught } from '../support/promises.js';
import { hasRedis, RedisServer } from '../support/redis.js';
import { FolderController } from './recipes/hybrid.js';

const before = { ...process.env };
let sandbox: AsposeSandbox;
let app: INestApplicationContext | undefined;
beforeEach(async () => {
  sandbox = await AsposeSandbox.start();
  Object.assign(process.env, variablesFor(sandbox));
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await sandbox.stop();
  for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
});
