import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Test, type TestingModule } from '@nestjs/testing';
import { AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { FakeAspose } from '../support/fake-aspose.js';
import { caught } from '../support/token-harness.js';

let own: FakeAspose;
let other: FakeAspose;
let module: TestingModule;
let warnings: string[];

beforeEach(async () => {
  [own, other] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
  warnings = [];
  const logger = {
    log() {},
    error() {},
    debug() {},
    verbose() {},
    warn: (text: unknown) => warnings.push(String(text)),
  };
  const imports = [HttpModule.register({}), AsposeAuthModule.forRoot(own.options)];
  module = await Test.createTestingModule({ imports }).setLogger(logger).compile();
  await module.createNestApplication({ logger }).init();
});
afterEach(async () => {
  await module.close();
  await Promise.all([own.stop(), other.stop()]);
});

describe('H-1 a 401 of an origin that is not allowed', () => {
  it.each([
    ['AsposeClient', () => module.get(AsposeClient)],
    ['HttpService', () => module.get(HttpService, { strict: false })],
  ])('says so, by %s, and is logged once', async (_name, getClient) => {
    const reasons: unknown[] = [];
    module.get(AsposeTokenService).events$.subscribe((event) => {
      if (event.type === 'request.replay-skipped') reasons.push([event.origin, event.reason]);
    });
    for (let call = 0; call < 3; call += 1) {
      const error = await caught(getClient().axiosRef.get(`${other.url}/x`));
      expect(error).toMatchObject({ asposeAuth: 'origin-not-allowed', response: { status: 401 } });
    }
    expect(reasons).toEqual(Array(3).fill([other.url, 'origin-not-allowed']));
    expect(warnings.filter((text) => text.includes('allowedOrigins'))).toHaveLength(1);
    expect(own.tokenRequests).toHaveLength(0);
  });

  it('is silent if the request has an Authorization header of its own', async () => {
    const headers = { Authorization: 'Bearer of-another-service' };
    const error = await caught(module.get(AsposeClient).axiosRef.get(`${other.url}/x`, { headers }));
    expect(error).not.toHaveProperty('asposeAuth');
    expect(warnings).toEqual([]);
  });
});
