import { expect, it, jest } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { AsposeAuthTestingModule, type TestResponder } from 'nestjs-aspose-auth/testing';
import { Reports } from '../app.module.js';

async function start() {
  const respond = jest.fn<TestResponder>(() => ({ data: { Value: [{ Name: 'May.docx' }] } }));
  const imports = [AsposeAuthTestingModule.forRoot({ respond })];
  const moduleRef = await Test.createTestingModule({ imports, providers: [Reports] }).compile();
  return { moduleRef, reports: moduleRef.get(Reports), respond };
}

it('lists the files of the storage', async () => {
  const { reports, respond } = await start();
  expect(await reports.names()).toEqual(['May.docx']);
  expect(respond.mock.calls[0]?.[0].url).toBe('/v4.0/words/storage/folder/');
});

it('does not notice a revoked token', async () => {
  const { moduleRef, reports, respond } = await start();
  AsposeAuthTestingModule.of(moduleRef).unauthorized(); // the next response is a 401
  expect(await reports.names()).toEqual(['May.docx']);
  expect(respond).toHaveBeenCalledTimes(1);
});

it('passes an error of the API on', async () => {
  const { reports, respond } = await start();
  respond.mockReturnValueOnce({ status: 404 });
  await expect(reports.names()).rejects.toMatchObject({ response: { status: 404 } });
});
