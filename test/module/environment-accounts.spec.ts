import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  AsposeAccounts,
  AsposeAuthModule,
  type AsposeAuthModuleOptions,
  type AsposeClient,
  InjectAsposeClient,
} from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
let groupDocs: FakeAspose;
const modules: TestingModule[] = [];
const environment = { ...process.env };
beforeEach(async () => {
  [fake, groupDocs] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
});
afterEach(async () => {
  process.env = { ...environment };
  await Promise.all(modules.splice(0).map((module) => module.close()));
  await Promise.all([fake.stop(), groupDocs.stop()]);
});

const credentials = () => ({ clientId: randomUUID(), clientSecret: randomUUID() });
const askedBy = ({ tokenRequests }: FakeAspose) =>
  tokenRequests.map(({ body }) => new URLSearchParams(body.toString()).get('client_id'));
const call = (client: AsposeClient) => firstValueFrom(client.get('/call', { validateStatus: () => true }));

@Injectable()
class Reports {
  constructor(@InjectAsposeClient('reports') readonly client: AsposeClient) {}
}
@Module({ imports: [AsposeAuthModule.forFeature({ account: 'reports' })], providers: [Reports] })
class ReportsModule {}

/** A started application with the module `ReportsModule`. */
async function boot(options: AsposeAuthModuleOptions): Promise<TestingModule> {
  const root = AsposeAuthModule.forRoot({ ...fake.options, ...options });
  const module = await Test.createTestingModule({ imports: [root, ReportsModule] }).compile();
  modules.push(module);
  return module.init();
}

describe('an account that only the environment has', () => {
  it('is injected, with what its own variables say', async () => {
    const { clientId, clientSecret } = credentials();
    Object.assign(process.env, {
      ASPOSE_REPORTS_CLIENT_ID: clientId,
      ASPOSE_REPORTS_CLIENT_SECRET: clientSecret,
      ASPOSE_REPORTS_STORAGE_NAME: 'archive',
    });
    const { client } = (await boot({})).get(Reports);
    expect((await call(client)).status).toBe(200);
    expect(askedBy(fake)).toEqual([clientId]);
    expect(fake.apiRequests[0]?.url).toBe('/call?storage=archive');
  });

  it('is on a host of its own where its variables name one', async () => {
    Object.assign(process.env, {
      ASPOSE_REPORTS_CLIENT_ID: groupDocs.clientId,
      ASPOSE_REPORTS_CLIENT_SECRET: groupDocs.clientSecret,
      ASPOSE_REPORTS_BASE_URL: groupDocs.url,
    });
    const { client } = (await boot({})).get(Reports);
    expect((await call(client)).status).toBe(200);
    expect([askedBy(fake), askedBy(groupDocs)]).toEqual([[], [groupDocs.clientId]]);
  });

  it('F-6 is found at run time by its name if the application lists it, and needs a secret', async () => {
    process.env.ASPOSE_TENANT_CLIENT_ID = randomUUID();
    const listed = { accounts: { reports: credentials(), tenant: {} } };
    expect(await caught(boot(listed))).toMatchObject({
      code: 'ERR_ASPOSE_CONFIG',
      message: expect.stringContaining('ASPOSE_TENANT_CLIENT_SECRET'),
    });
    process.env.ASPOSE_TENANT_CLIENT_SECRET = randomUUID();
    const { client } = await (await boot(listed)).get(AsposeAccounts).get('tenant');
    expect((await firstValueFrom(client.get('/call'))).status).toBe(200);
    expect(askedBy(fake)).toEqual([process.env.ASPOSE_TENANT_CLIENT_ID]);
  });

  it('F-6 is not reached by a name that the application does not list, and the error says how to make it count', async () => {
    Object.assign(process.env, { ASPOSE_TENANT_CLIENT_ID: randomUUID(), ASPOSE_TENANT_CLIENT_SECRET: randomUUID() });
    const accounts = (await boot({ accounts: { reports: credentials() } })).get(AsposeAccounts);
    for (const name of ['tenant', 'TENANT', 'Tenant']) {
      expect(await caught(accounts.get(name))).toMatchObject({
        code: 'ERR_ASPOSE_ACCOUNT',
        message: expect.stringContaining(
          'by forFeature, set ASPOSE_TENANT_CLIENT_ID and ASPOSE_TENANT_CLIENT_SECRET, or its options in accounts.',
        ),
      });
    }
  });

  it('F-6 that forFeature has listed is still known after forget()', async () => {
    Object.assign(process.env, {
      ASPOSE_REPORTS_CLIENT_ID: randomUUID(),
      ASPOSE_REPORTS_CLIENT_SECRET: randomUUID(),
    });
    const accounts = (await boot({})).get(AsposeAccounts);
    const before = await accounts.get('reports');
    accounts.forget('reports');
    const after = await accounts.get('reports');
    expect([after.name, after.tokens === before.tokens]).toEqual(['reports', false]);
  });
});
