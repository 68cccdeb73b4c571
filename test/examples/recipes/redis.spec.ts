import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { AsposeClient } from 'nestjs-aspose-auth';
import { AsposeAuthTestingModule } from 'nestjs-aspose-auth/testing';
import { AppModule } from './redis.js';

let moduleRef: TestingModule;
beforeAll(async () => {
  const builder = Test.createTestingModule({ imports: [AppModule] });
  moduleRef = await AsposeAuthTestingModule.override(builder, { respond: { data: 'a document' } }).compile();
});
afterAll(() => moduleRef.close()); // closes the Redis client; without this, Jest does not end

it('calls the API without a network and without Redis', async () => {
  const { data } = await moduleRef.get(AsposeClient).axiosRef.get('/v4.0/words/May.docx');
  expect(data).toBe('a document');
});
