import { expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { AsposeAuthTestingModule } from 'nestjs-aspose-auth/testing';
import { AppModule, Reports } from '../app.module.js';

it('starts without credentials and without a network', async () => {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  const respond = { data: { Value: [] } };
  const moduleRef = await AsposeAuthTestingModule.override(builder, { respond }).compile();
  const app = await moduleRef.createNestApplication().init();
  expect(await app.get(Reports).names()).toEqual([]);
  await app.close();
});
