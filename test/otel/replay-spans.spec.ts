import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { FakeAspose } from '../support/fake-aspose.js';
import { refuseAll } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { startSdk } from './sdk.js';
import { telemetryApp } from './telemetry-app.js';

let fake: FakeAspose;
let sdk: ReturnType<typeof startSdk>;
let app: INestApplication;
beforeEach(async () => {
  fake = await FakeAspose.start();
  sdk = startSdk();
});
afterEach(async () => {
  await app.close();
  await sdk.stop();
  await fake.stop();
});
async function start() {
  const started = await telemetryApp(fake.options);
  app = started.app;
  await started.call();
  return started;
}
const ms = ([s, ns]: [number, number]) => s * 1_000 + ns / 1e6;

describe('O-2 the span of a replay', () => {
  it('H-3 is below the caller’s, begins at the 401, and counts the request sent again', async () => {
    const { call } = await start();
    fake.revokeAll();
    const answer = fake.onApi;
    fake.onApi = async (seen, response) => {
      await sleep(60);
      await answer(seen, response);
    };
    const caller = await sdk.within('caller', async (span) => {
      await call();
      return span.spanContext();
    });
    const [replay] = sdk.spans('aspose.auth.replay');
    expect(replay).toMatchObject({ kind: SpanKind.CLIENT, parentSpanContext: { spanId: caller.spanId } });
    expect(replay?.attributes).toEqual({
      'aspose.auth.account': 'default',
      'http.request.resend_count': 1,
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(fake.url).port),
    });
    expect(ms(replay!.duration)).toBeGreaterThan(50);
    expect(ms(replay!.duration)).toBeLessThan(ms(sdk.spans('caller')[0]!.duration) - 50);
  });

  it('is each call’s own, however many are cured at once', async () => {
    const { call } = await start();
    fake.revokeAll();
    const answer = fake.onApi;
    fake.onApi = async (seen, response) => {
      await sleep(seen.url.endsWith('slow') ? 200 : 20);
      await answer(seen, response);
    };
    await Promise.all(['slow', 'fast', 'fast'].map((name) => sdk.within(name, () => call(`/v4.0/words/${name}`))));
    const ofCaller = (name: string) => {
      const callers = new Set(sdk.spans(name).map((span) => span.spanContext().spanId));
      return sdk.spans('aspose.auth.replay').filter(({ parentSpanContext: of }) => callers.has(of?.spanId ?? ''));
    };
    expect([ofCaller('slow').length, ofCaller('fast').length]).toEqual([1, 2]);
    expect(ms(ofCaller('slow')[0]!.duration)).toBeGreaterThan(190);
    for (const { duration } of ofCaller('fast')) expect(ms(duration)).toBeLessThan(190);
  });

  it('says that the second answer was a 401 as well', async () => {
    const { call } = await start();
    refuseAll(fake);
    await sdk.within('caller', () => caught(call()));
    const [replay] = sdk.spans('aspose.auth.replay');
    expect(replay?.attributes).toMatchObject({ 'http.response.status_code': 401, 'error.type': '401' });
    expect(replay?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('says that there was no second answer', async () => {
    const { call } = await start();
    fake.revokeAll();
    let calls = 0;
    const answer = fake.onApi;
    fake.onApi = (seen, response) => {
      calls += 1;
      if (calls > 1) response.destroy();
      else return answer(seen, response);
    };
    await sdk.within('caller', () => caught(call()));
    const [replay] = sdk.spans('aspose.auth.replay');
    expect(replay?.attributes).toMatchObject({ 'error.type': '_OTHER', 'http.request.resend_count': 1 });
    expect(replay?.attributes).not.toHaveProperty('http.response.status_code');
  });
});
