import 'reflect-metadata';
import assert from 'node:assert/strict';
import { NestFactory } from '@nestjs/core';
import { AxiosError, isAxiosError } from 'axios';
import { AppModule, WithAsposeClient, WithHttpService } from './app.module.js';
import { program } from './program.js';

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => assert.fail('the call should have failed'),
    (error: unknown) => error,
  );

program(async () => {
  const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const aspose = app.get(WithAsposeClient);
  const http = app.get(WithHttpService);

  const calls = Array.from({ length: 20 }, (_, i) => (i % 2 ? aspose : http).get('/v4.0/words/storage/disc'));
  assert.deepEqual(await Promise.all(calls), Array(20).fill(200), 'every call is authorised');

  const ours = await failureOf(aspose.get('/v4.0/words/missing'));
  const theirs = await failureOf(http.get('/v4.0/words/missing'));
  assert.ok(isAxiosError(ours) && isAxiosError(theirs), "both errors are axios errors to the application's own axios");
  assert.equal(ours.response?.status, 404);
  assert.equal(ours.constructor, theirs.constructor, 'AsposeClient and HttpService fail with the same class');
  // Nest 12 loads axios as an ES module and Nest 11 as CommonJS; an application of the other kind has a second copy, with or
  // without this package.
  if (process.env.ONE_AXIOS === 'yes') assert.ok(ours instanceof AxiosError, "it is the application's own AxiosError");

  await app.close();
});
