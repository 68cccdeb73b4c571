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
const toMs = ([s, ns]: [number, number]) => s * 1_000 + ns / 1e6;

describe('O-2 the span of a replay', () => {
  it('H-3 is a child of the caller’s span, begins at the 401, and counts the replayed request', async () => {
    const { call } = await start();
    fake.revokeAll();
    const respond = fake.onApi;
    fake.onApi = async (seen, response) => {
      await sleep(60);
      await respond(seen, response);
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
    expect(toMs(replay!.duration)).toBeGreaterThan(50);
    expect(toMs(replay!.duration)).toBeLessThan(toMs(sdk.spans('caller')[0]!.duration) - 50);
  });

  it('is separate for each call, however many are replayed at once', async () => {
    const { call } = await start();
    fake.revokeAll();
    const respond = fake.onApi;
    fake.onApi = async (seen, response) => {
      await sleep(seen.url.endsWith('slow') ? 200 : 20);
      await respond(seen, response);
    };
    await Promise.all(['slow', 'fast', 'fast'].map((name) => sdk.within(name, () => call(`/v4.0/words/${name}`))));
    const getReplays = (name: string) => {
      const callers = new Set(sdk.spans(name).map((span) => span.spanContext().spanId));
      return sdk
        .spans('aspose.auth.replay')
        .filter(({ parentSpanContext }) => callers.has(parentSpanContext?.spanId ?? ''));
    };
    expect([getReplays('slow').length, getReplays('fast').length]).toEqual([1, 2]);
    expect(toMs(getReplays('slow')[0]!.duration)).toBeGreaterThan(190);
    for (const { duration } of getReplays('fast')) expect(toMs(duration)).toBeLessThan(190);
  });

  it('shows that the second response was a 401, too', async () => {
    const { call } = await start();
    refuseAll(fake);
    await sdk.within('caller', () => caught(call()));
    const [replay] = sdk.spans('aspose.auth.replay');
    expect(replay?.attributes).toMatchObject({ 'http.response.status_code': 401, 'error.type': '401' });
    expect(replay?.status.code).toBe(SpanStatusCode.ERROR);
  });

  it('shows that there was no second response', async () => {
    const { call } = await start();
    fake.revokeAll();
    let calls = 0;
    const respond = fake.onApi;
    fake.onApi = (seen, response) => {
      calls += 1;
      if (calls > 1) response.destroy();
      else return respond(seen, response);
    };
    await sdk.within('caller', () => caught(call()));
    const [replay] = sdk.spans('aspose.auth.replay');
    expect(replay?.attributes).toMatchObject({ 'error.type': '_OTHER', 'http.request.resend_count': 1 });
    expect(replay?.attributes).not.toHaveProperty('http.response.status_code');
  });
});
