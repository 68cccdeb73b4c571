import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { getQueueToken } from '@nestjs/bullmq';
import type { INestApplication, INestApplicationContext, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxyFactory, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { type Queue, QueueEvents } from 'bullmq';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { variablesFor } from '../cli/terminal.js';
import { describeWithRedis } from '../support/describe-with-redis.js';
import { caught } from '../support/promises.js';
import { RedisServer } from '../support/redis.js';

let sandbox: AsposeSandbox;
let app: INestApplicationContext | undefined;
beforeAll(async () => {
  sandbox = await AsposeSandbox.start();
});
beforeEach(() => {
  sandbox.reset();
  Object.assign(process.env, variablesFor(sandbox)); // before the recipes are imported
});
afterEach(async () => {
  await app?.close();
  app = undefined;
});
afterAll(() => sandbox.stop());

async function start(module: Type): Promise<INestApplicationContext> {
  app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  return app;
}

describeWithRedis('a worker of BullMQ', () => {
  let redis: RedisServer;
  let events: QueueEvents;
  beforeAll(async () => {
    redis = await RedisServer.start();
    process.env.REDIS_URL = redis.url;
  });
  beforeEach(async () => {
    events = new QueueEvents('names', { connection: { url: redis.url } });
    await events.waitUntilReady();
  });
  afterEach(() => events.close());
  afterAll(() => redis.stop());

  /** Starts the application. `errors` are those of the worker itself, not of its jobs. */
  async function startWorker(): Promise<{ queue: Queue; errors: Error[] }> {
    const { AppModule, NamesProcessor } = await import('./recipes/queue.js');
    const started = await start(AppModule);
    const errors: Error[] = [];
    started.get(NamesProcessor).worker.on('error', (error) => errors.push(error));
    return { queue: started.get<Queue>(getQueueToken('names')), errors };
  }

  it('does a job', async () => {
    const { queue } = await startWorker();
    const job = await queue.add('names', {});
    await job.waitUntilFinished(events);
    expect([sandbox.tokenRequests, sandbox.apiRequests, await job.getState()]).toEqual([1, 1, 'completed']);
  });

  it('delays a job as long as the endpoint asks for, and does it then', async () => {
    sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 2 };
    const { queue, errors } = await startWorker();
    const delayed = once(events, 'delayed') as Promise<[{ jobId: string; delay: number }]>;
    const job = await queue.add('names', {});
    const [{ jobId, delay: dueAt }] = await delayed;
    expect([jobId, await job.getState(), sandbox.apiRequests]).toEqual([job.id, 'delayed', 0]);
    sandbox.faults.clear();
    await job.waitUntilFinished(events);
    const { processedOn } = (await queue.getJob(jobId)) ?? {};
    expect(dueAt - job.timestamp).toBeGreaterThan(1_900); // 1 000 is the delay if the endpoint names none
    expect(processedOn).toBeGreaterThanOrEqual(dueAt);
    expect([sandbox.apiRequests, errors]).toEqual([1, []]);
  });

  it('fails a job at once if the credentials are wrong', async () => {
    process.env.ASPOSE_CLIENT_SECRET = 'wrong';
    const { queue } = await startWorker();
    const job = await queue.add('names', {});
    expect(await caught(job.waitUntilFinished(events))).toMatchObject({ message: expect.stringContaining('rejected') });
    expect([await job.getState(), sandbox.apiRequests]).toEqual(['failed', 0]);
  });
});

describe('a hybrid application', () => {
  /** Sends a message to the handlers of an application. */
  async function send(hybrid: INestApplication): Promise<unknown> {
    app = hybrid;
    const [microservice] = hybrid.getMicroservices();
    const { port } = (microservice as unknown as { unwrap(): Server }).unwrap().address() as AddressInfo;
    const client = ClientProxyFactory.create({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
    return firstValueFrom(client.send('folder', {})).finally(() => client.close());
  }

  it('authorises an HttpService after init(), before listen()', async () => {
    const { startHandlers } = await import('./recipes/hybrid.js');
    const hybrid = await startHandlers(0);
    expect(await send(hybrid)).toMatchObject({ Value: [] });
    expect([hybrid.getHttpServer().listening, sandbox.tokenRequests, sandbox.apiRequests]).toEqual([false, 1, 1]);
    await hybrid.listen(0, '127.0.0.1');
    expect(await send(hybrid)).toMatchObject({ Value: [] });
  });

  it('does not authorise it without init()', async () => {
    const { AppModule } = await import('./recipes/hybrid.js');
    const hybrid = await NestFactory.create(AppModule, { logger: false });
    hybrid.connectMicroservice<MicroserviceOptions>({
      transport: Transport.TCP,
      options: { host: '127.0.0.1', port: 0 },
    });
    await hybrid.startAllMicroservices();
    expect(await caught(send(hybrid))).toMatchObject({ status: 'error' });
    expect([sandbox.tokenRequests, sandbox.counters.apiUnauthorized]).toEqual([0, 1]);
  });
});

it('an application with Fastify calls the API with a token', async () => {
  const { createApp } = await import('./recipes/fastify.js');
  const fastify = await createApp();
  app = fastify;
  await fastify.listen(0, '127.0.0.1');
  const response = await fetch(`${await fastify.getUrl()}/names`);
  expect([response.status, await response.json(), sandbox.tokenRequests]).toEqual([200, [], 1]);
});

describe('axios-retry', () => {
  const call = async () => {
    const { AppModule } = await import('./recipes/axios-retry.js');
    return (await start(AppModule)).get(AsposeClient).axiosRef.get('/v4.0/words/storage/folder/');
  };

  it('repeats a call that fails with a 5xx, with the token', async () => {
    sandbox.faults.api = { kind: 'server-error', times: 2 };
    expect((await call()).status).toBe(200);
    expect([sandbox.tokenRequests, sandbox.apiRequests, sandbox.counters.apiUnauthorized]).toEqual([1, 3, 0]);
  });

  it('does not repeat a call for which there is no token', async () => {
    process.env.ASPOSE_CLIENT_SECRET = 'mistyped'; // the process remembers a secret that was rejected
    expect(await caught(call())).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect([sandbox.tokenRequests, sandbox.apiRequests]).toEqual([1, 0]);
  });
});
