import 'reflect-metadata';
import { Test } from '@nestjs/testing';
import { AsposeAuthTestingModule, ManualClock, type TestResponder } from 'nestjs-aspose-auth/testing';
import { expect, it, vi } from 'vitest';
import { AppModule, Reports } from '../app.module.js';

async function start() {
  const clock = new ManualClock();
  const respond = vi.fn<TestResponder>(() => ({ data: { Value: [{ Name: 'May.docx' }] } }));
  const imports = [AsposeAuthTestingModule.forRoot({ respond, clock })];
  const moduleRef = await Test.createTestingModule({ imports, providers: [Reports] }).compile();
  return { moduleRef, reports: moduleRef.get(Reports), respond, clock };
}

it('lists the files of the storage', async () => {
  const { reports, respond } = await start();
  expect(await reports.names()).toEqual(['May.docx']);
  expect(respond.mock.calls[0]?.[0].url).toBe('/v4.0/words/storage/folder/');
});

it('does not notice a token that is revoked, or that expires', async () => {
  const { moduleRef, reports, respond, clock } = await start();
  AsposeAuthTestingModule.of(moduleRef).unauthorized(); // the next response is a 401
  expect(await reports.names()).toEqual(['May.docx']);
  clock.advance(3_600_001);
  expect(await reports.names()).toEqual(['May.docx']);
  expect(respond).toHaveBeenCalledTimes(2);
});

it('starts the application without credentials and without a network', async () => {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  const moduleRef = await AsposeAuthTestingModule.override(builder, { respond: { data: { Value: [] } } }).compile();
  expect(await moduleRef.get(Reports).names()).toEqual([]);
});
