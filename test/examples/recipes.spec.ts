import { mkdtempSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { variablesFor } from '../cli/terminal.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';
import { findEnvironment, page } from './pages.js';
import { AppModule as Root } from './quick-start/app.module.js';
import { Reports } from './quick-start/reports.js';
import { AppModule as Health } from './recipes/health.js';
import { NamesJob } from './recipes/jobs.js';
import { TenantDocuments, AppModule as Tenants, TenantTable } from './recipes/tenants.js';

const before = { ...process.env };
let sandbox: AsposeSandbox;
let app: INestApplication | undefined;
beforeEach(async () => {
  sandbox = await AsposeSandbox.start();
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await sandbox.stop();
  for (const name of Object.keys(process.env)) if (!(name in before)) Reflect.deleteProperty(process.env, name);
});

async function start(module: Type, variables: Record<string, string> = variablesFor(sandbox)) {
  Object.assign(process.env, variables);
  const builder = Test.createTestingModule({ imports: [module], providers: [Reports, NamesJob] });
  app = await (await builder.compile()).createNestApplication({ logger: false }).init();
  return app;
}

it('a second API host gets the token because it is listed', async () => {
  const region = await FakeAspose.start();
  process.env.REGION_URL = region.url;
  region.onApi = (_seen, response) => void response.end('{}');
  const { AppModule, Region } = await import('./recipes/second-host.js');
  await (await start(AppModule)).get(Region).names();
  expect(region.apiRequests.map(({ headers }) => headers.authorization)).toEqual([expect.stringMatching(/^Bearer /)]);
  await region.stop();
});

describe('a container over http', () => {
  /** Starts an application with the variables of the page, whose host name is resolved to loopback. */
  async function call(name: string) {
    const container = await FakeAspose.start();
    container.onApi = (_seen, response) => void response.end('{}');
    const { ASPOSE_BASE_URL = '', ...variables } = findEnvironment(page('recipes'), name);
    const baseUrl = new URL(ASPOSE_BASE_URL);
    baseUrl.port = new URL(container.url).port;
    Object.assign(process.env, variables, { ASPOSE_BASE_URL: baseUrl.origin });
    const lookup = (_host: string, _options: object, done: (error: null, address: string, family: 4) => void) =>
      done(null, '127.0.0.1', 4);
    const imports = [AsposeAuthModule.forRoot({ http: { lookup } })];
    app = await (await Test.createTestingModule({ imports }).compile()).createNestApplication({ logger: false }).init();
    await firstValueFrom(app.get(AsposeClient).get('/v4.0/words/info'));
    await container.stop();
    return container;
  }

  it('without credentials requests no token and sends none', async () => {
    const { tokenRequests, apiRequests } = await call('anonymous');
    expect(tokenRequests).toHaveLength(0);
    expect(apiRequests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  it('with credentials sends a token', async () => {
    const { tokenRequests, apiRequests } = await call('insecure-http');
    expect(tokenRequests).toHaveLength(1);
    expect(apiRequests.map(({ headers }) => headers.authorization)).toEqual([expect.stringMatching(/^Bearer /)]);
  });
});

describe('Kubernetes', () => {
  it('uses a secret that is replaced in its file, without a restart', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'secret-')), 'client-secret');
    writeFileSync(file, sandbox.clientSecret);
    const { ASPOSE_CLIENT_SECRET: _secret, ...variables } = variablesFor(sandbox);
    const reports = (await start(Root, { ...variables, ASPOSE_CLIENT_SECRET_FILE: file })).get(Reports);
    expect(await reports.names()).toEqual([]);
    writeFileSync(file, sandbox.rotateSecret());
    sandbox.revokeAll();
    expect(await reports.names()).toEqual([]);
    expect(sandbox.tokenRequests).toBe(2);
  });

  describe('probes', () => {
    async function probes() {
      const started = await start(Health);
      await started.listen(0, '127.0.0.1');
      const { port } = started.getHttpServer().address() as AddressInfo;
      const status = async (name: string) => (await fetch(`http://127.0.0.1:${port}/health/${name}`)).status;
      return { live: await status('live'), ready: await status('ready'), status };
    }

    it('are live and not ready without a token', async () => {
      sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 60 };
      expect(await probes()).toMatchObject({ live: 200, ready: 503 });
    });

    it('are ready with a token, also during an outage', async () => {
      const { ready, status } = await probes();
      sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 60 };
      expect([ready, await status('ready')]).toEqual([200, 200]);
    });
  });
});

describe('tenants', () => {
  const credentials = () => ({ clientId: sandbox.clientId, clientSecret: sandbox.clientSecret });

  it('have tokens of their own, also after their credentials change', async () => {
    const started = await start(Tenants, { ASPOSE_BASE_URL: sandbox.url });
    const documents = started.get(TenantDocuments);
    await started.get(TenantTable).save('acme', credentials());
    await started.get(TenantTable).save('globex', { ...credentials(), clientSecret: 'wrong' });
    expect(await documents.names('acme')).toEqual([]);
    expect(await caught(documents.names('globex'))).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    await documents.changeCredentials('globex', credentials());
    expect(await documents.names('globex')).toEqual([]);
    expect(await caught(documents.names('initech'))).toMatchObject({ code: 'ERR_ASPOSE_ACCOUNT' });
    expect(await documents.names('acme')).toEqual([]);
    expect(sandbox.tokenRequests).toBe(3); // one of them rejected
  });
});

describe('a job of a queue', () => {
  it('is delayed as long as the endpoint asks for, and is done later', async () => {
    sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 1 };
    const job = (await start(Root)).get(NamesJob);
    const result = await job.run();
    expect(result).toEqual({ status: 'again', delayMs: expect.any(Number) });
    sandbox.faults.clear();
    await new Promise((resolve) => setTimeout(resolve, Number('delayMs' in result && result.delayMs) + 50));
    expect(await job.run()).toEqual({ status: 'done' });
  });

  it('fails if the configuration is wrong', async () => {
    const started = await start(Root, { ...variablesFor(sandbox), ASPOSE_CLIENT_ID: 'wrong' });
    const rejected = await caught(started.get(NamesJob).run());
    expect(rejected).toMatchObject({ code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(started.get(AsposeTokenService).state.tokenRequests).toBe(1);
  });
});
