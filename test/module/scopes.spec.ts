import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Injectable, Module, Scope, type Type } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule, AsposeClient, getAsposeClientToken } from 'nestjs-aspose-auth';
import { AsposeAuthTestingModule } from 'nestjs-aspose-auth/testing';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

/** A module of the application, with a provider of its own that injects the client. */
function createFeature(
  imports: NonNullable<Parameters<typeof Module>[0]['imports']>,
): [Type, Type<{ aspose: AsposeClient }>] {
  @Injectable()
  class Reports {
    constructor(readonly aspose: AsposeClient) {}
  }
  @Module({ imports, providers: [Reports] })
  class ReportsModule {}
  return [ReportsModule, Reports];
}

describe('forFeature', () => {
  it.each(['before', 'after'])('works with isGlobal: false, imported %s forRoot', async (order) => {
    const [feature, Reports] = createFeature([
      AsposeAuthModule.forFeature({ http: { headers: { 'x-feature': 'yes' } } }),
    ]);
    const root = AsposeAuthModule.forRootAsync({
      isGlobal: false,
      useFactory: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        return fake.options;
      },
    });
    const module = await Test.createTestingModule({
      imports: order === 'before' ? [feature, root] : [root, feature],
    }).compile();
    await module.get(Reports, { strict: false }).aspose.axiosRef.get('/v4.0/words/info');
    expect(fake.apiRequests.at(-1)?.headers).toMatchObject({
      'x-feature': 'yes',
      authorization: expect.stringMatching(/^Bearer /),
    });
    await module.close();
  });

  it('works with the testing module, isGlobal: false', async () => {
    const root = AsposeAuthTestingModule.forRoot({ isGlobal: false, accounts: { reports: {} }, respond: { data: 1 } });
    const imports = [AsposeAuthModule.forFeature({ account: 'reports' }), root];
    const module = await Test.createTestingModule({ imports }).compile();
    const client = module.get<AsposeClient>(getAsposeClientToken('reports'), { strict: false });
    expect((await client.axiosRef.get('/x')).data).toBe(1);
  });

  it('is kept apart from another forFeature, by whatever Nest compares modules', async () => {
    const features = ['a', 'b'].map((name) =>
      createFeature([AsposeAuthModule.forFeature({ http: { headers: { name } } })]),
    );
    const module = await Test.createTestingModule(
      { imports: [AsposeAuthModule.forRoot(fake.options), ...features.map(([one]) => one)] },
      { moduleIdGeneratorAlgorithm: 'deep-hash' },
    ).compile();
    for (const [, Reports] of features) await module.get(Reports, { strict: false }).aspose.axiosRef.get('/x');
    expect(fake.apiRequests.map(({ headers }) => headers.name)).toEqual(['a', 'b']);
    await module.close();
  });
});

describe('forRootAsync in the request scope is rejected at start', () => {
  @Injectable({ scope: Scope.REQUEST })
  class Tenant {
    readonly options = fake.options;
  }
  @Module({ providers: [Tenant], exports: [Tenant] })
  class TenantModule {}
  @Injectable({ scope: Scope.REQUEST })
  class Factory {
    createAsposeAuthOptions = () => fake.options;
  }

  it.each([
    ['REQUEST', { inject: [REQUEST], useFactory: () => fake.options }],
    [
      'a provider of that scope',
      { imports: [TenantModule], inject: [Tenant], useFactory: ({ options }: Tenant) => options },
    ],
    ['a class of that scope', { useClass: Factory }],
  ])('%s', async (_name, options) => {
    const module = await Test.createTestingModule({ imports: [AsposeAuthModule.forRootAsync(options)] }).compile();
    const error = await caught(module.createNestApplication({ logger: false }).init());
    expect(error).toMatchObject({ code: 'ERR_ASPOSE_CONFIG', message: expect.stringContaining('accountResolver') });
    expect(fake.tokenRequests).toHaveLength(0);
  });
});
