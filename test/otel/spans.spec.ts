import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { TOKEN_AWAITED } from '../../lib/events/diagnostics-channels.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
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
  return started;
}
const ids = (links: readonly { context: { spanId: string } }[] = []) => links.map(({ context }) => context.spanId);
const port = () => Number(new URL(fake.url).port);

describe('O-2 the span of a flight', () => {
  it('is a client’s, a root of its own, linked with the caller that let it take off, both ways', async () => {
    const { call } = await start();
    const caller = await sdk.within('caller', async (span) => {
      await call();
      return span.spanContext();
    });
    const [flight] = sdk.spans('aspose.auth.token');
    expect(sdk.spans('aspose.auth.token')).toHaveLength(1);
    expect(flight).toMatchObject({ kind: SpanKind.CLIENT, parentSpanContext: undefined, status: { code: 0 } });
    expect(flight?.spanContext().traceId).not.toBe(caller.traceId);
    expect(ids(flight?.links)).toEqual([caller.spanId]);
    expect(ids(sdk.spans('caller')[0]?.links)).toEqual([flight?.spanContext().spanId]);
    expect(flight?.attributes).toEqual({
      'aspose.auth.account': 'default',
      'aspose.auth.token.reason': 'cold',
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': port(),
    });
  });

  it('T-1 is linked once with each caller that waits, before the request left and after', async () => {
    const { call } = await start();
    fake.onToken = async (_seen, response) => {
      await sleep(50);
      fake.grant(response);
    };
    const awaits = () => TOKEN_AWAITED.publish({ account: 'default', joined: true });
    const callers: string[] = [];
    const caller = (whenMs: number) =>
      sdk.within('caller', async (span) => {
        callers.push(span.spanContext().spanId);
        awaits();
        awaits();
        const called = call();
        await sleep(whenMs);
        awaits();
        await called;
      });
    await Promise.all([caller(0), caller(10), caller(20)]);
    expect(ids(sdk.spans('aspose.auth.token')[0]?.links).sort()).toEqual(callers.sort());
    expect(sdk.spans('caller').map(({ links }) => links.length)).toEqual([1, 1, 1]);
  });

  it('T-1 is linked with a hundred callers that share it', async () => {
    const { call } = await start();
    await Promise.all(Array.from({ length: 100 }, () => sdk.within('caller', () => call())));
    const [flight, ...others] = sdk.spans('aspose.auth.token');
    expect(others).toEqual([]);
    const callers = sdk.spans('caller').map((span) => span.spanContext().spanId);
    expect(ids(flight?.links).sort()).toEqual(callers.sort());
  });

  it('is not linked with a caller that has given up, nor with one of the flight before', async () => {
    const { call, tokens } = await start();
    await sdk.within('gave up', () => {
      TOKEN_AWAITED.publish({ account: 'default', joined: false });
      return Promise.resolve();
    });
    const first = await sdk.within('first', async (span) => {
      await call();
      return span.spanContext().spanId;
    });
    tokens.reject(await tokens.getToken());
    const second = await sdk.within('second', async (span) => {
      await call();
      return span.spanContext().spanId;
    });
    expect(sdk.spans('aspose.auth.token').map(({ links }) => ids(links))).toEqual([[first], [second]]);
  });

  it('T-7 counts the requests that were sent again', async () => {
    const { call } = await start();
    let requests = 0;
    fake.onToken = (_seen, response) => {
      requests += 1;
      if (requests < 3) json(response, 500, {});
      else fake.grant(response);
    };
    await call();
    expect(sdk.spans('aspose.auth.token').map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([
      2,
    ]);
  });

  it('carries what went wrong, and no secret', async () => {
    const { call } = await start();
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await caught(call());
    const [flight] = sdk.spans('aspose.auth.token');
    expect(flight?.status).toMatchObject({
      code: SpanStatusCode.ERROR,
      message: expect.stringContaining('invalid_client'),
    });
    expect(flight?.attributes).toMatchObject({
      'error.type': 'ERR_ASPOSE_CREDENTIALS',
      'http.response.status_code': 400,
    });
    const text = JSON.stringify([flight?.attributes, flight?.status, flight?.events]);
    for (const secret of [fake.clientSecret, fake.clientId]) expect(text).not.toContain(secret);
  });

  it('T-11 is one where the token was rejected meanwhile, linked with those who came before and after', async () => {
    fake.expiresIn = 2;
    const { call, tokens } = await start();
    const token = await tokens.getToken();
    await sleep(tokens.state.refreshAt! - Date.now() + 10);
    const before = sdk.spans('aspose.auth.token').length;
    let requests = 0;
    fake.onToken = async (_seen, response) => {
      requests += 1;
      if (requests === 1) await sleep(100);
      fake.grant(response);
    };
    const caller = () => sdk.within('caller', () => call());
    const first = caller();
    for (let turn = 0; turn < 200 && requests === 0; turn += 1) await sleep(1);
    tokens.reject(token);
    await Promise.all([first, caller(), caller()]);
    const spans = sdk.spans('aspose.auth.token').slice(before);
    expect([spans.length, requests]).toEqual([1, 2]);
    expect(spans[0]?.attributes).toMatchObject({
      'http.request.resend_count': 1,
      'http.response.status_code': 200,
      'aspose.auth.token.reason': 'proactive',
    });
    const callers = sdk.spans('caller').map((span) => span.spanContext().spanId);
    expect(ids(spans[0]?.links).sort()).toEqual(callers.sort());
  });

  it('T-6 is not linked with a caller of a flight before, which the guard kept on the ground', async () => {
    let secret = 'wrong';
    const started = await telemetryApp({ ...fake.options, clientSecret: () => secret });
    app = started.app;
    const { call } = started;
    fake.onToken = (seen, response) => {
      if (seen.body.includes(fake.clientSecret)) fake.grant(response);
      else json(response, 400, { error: 'invalid_client' });
    };
    await caught(call());
    const next = await sdk.within('on the ground', async () => {
      await caught(call());
      secret = fake.clientSecret;
      return sdk.within('next', async (span) => {
        await call();
        return span.spanContext().spanId;
      });
    });
    const flights = sdk.spans('aspose.auth.token');
    expect([flights.length, fake.tokenRequests.length]).toEqual([2, 2]);
    expect(ids(flights[1]?.links)).toEqual([next]);
    expect(ids(sdk.spans('on the ground')[0]?.links)).toEqual([]);
  });

  it('ends where the account was forgotten meanwhile, and the next one is another', async () => {
    const { call, accounts } = await start();
    const answer = fake.onToken;
    fake.onToken = () => undefined;
    const calling = caught(call());
    for (let turn = 0; turn < 200 && fake.tokenRequests.length === 0; turn += 1) await sleep(5);
    accounts.forget('default');
    expect(sdk.spans('aspose.auth.token')).toHaveLength(1);
    await calling;
    fake.onToken = answer;
    await (await accounts.get()).tokens.getToken();
    const spans = sdk.spans('aspose.auth.token');
    expect(spans.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([undefined, 200]);
    expect(spans[1]?.attributes).not.toHaveProperty('http.request.resend_count');
  });

  it('ends with the application', async () => {
    const { call } = await start();
    fake.onToken = () => undefined;
    const calling = caught(call());
    for (let turn = 0; turn < 200 && fake.tokenRequests.length === 0; turn += 1) await sleep(5);
    expect(sdk.spans('aspose.auth.token')).toEqual([]);
    await app.close();
    await calling;
    expect(sdk.spans('aspose.auth.token')).toHaveLength(1);
  });
});
