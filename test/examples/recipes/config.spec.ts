import './test-environment.js'; // in your project, a file in `setupFiles`
import { expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { AsposeAuthTestingModule } from 'nestjs-aspose-auth/testing';
import { Reports } from '../quick-start/reports.js';
import { AppModule } from './config.js';

it('lists the files, without credentials and without a network', async () => {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  const respond = { data: { Value: [{ Name: 'May.docx' }] } };
  const moduleRef = await AsposeAuthTestingModule.override(builder, { respond }).compile();
  const app = await moduleRef.createNestApplication().init();
  expect(await app.get(Reports).names()).toEqual(['May.docx']);
  await app.close();
});
