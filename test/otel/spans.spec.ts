import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { CHANNELS, TOKEN_AWAITED } from '../../lib/events/diagnostics-channels.js';
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
const getSpanIds = (links: readonly { context: { spanId: string } }[] = []) =>
  links.map(({ context }) => context.spanId);
const getPort = () => Number(new URL(fake.url).port);

async function waitForTokenRequest(): Promise<void> {
  for (let turn = 0; turn < 200 && fake.tokenRequests.length === 0; turn += 1) await sleep(5);
}

describe('O-2 the span of a token fetch', () => {
  it('has the kind client, is a root, and is linked both ways with the caller that started the fetch', async () => {
    const { call } = await start();
    const caller = await sdk.within('caller', async (span) => {
      await call();
      return span.spanContext();
    });
    const [fetchSpan] = sdk.spans('aspose.auth.token');
    expect(sdk.spans('aspose.auth.token')).toHaveLength(1);
    expect(fetchSpan).toMatchObject({ kind: SpanKind.CLIENT, parentSpanContext: undefined, status: { code: 0 } });
    expect(fetchSpan?.spanContext().traceId).not.toBe(caller.traceId);
    expect(getSpanIds(fetchSpan?.links)).toEqual([caller.spanId]);
    expect(getSpanIds(sdk.spans('caller')[0]?.links)).toEqual([fetchSpan?.spanContext().spanId]);
    expect(fetchSpan?.attributes).toEqual({
      'aspose.auth.account': 'default',
      'aspose.auth.token.reason': 'cold',
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'server.address': '127.0.0.1',
      'server.port': getPort(),
    });
  });

  it('T-1 is linked once with each caller that waits, before and after the request is sent', async () => {
    const { call } = await start();
    fake.onToken = async (_seen, response) => {
      await sleep(50);
      fake.grant(response);
    };
    const publishAwaited = () => TOKEN_AWAITED.publish({ account: 'default', joined: true });
    const callers: string[] = [];
    const runCaller = (delayMs: number) =>
      sdk.within('caller', async (span) => {
        callers.push(span.spanContext().spanId);
        publishAwaited();
        publishAwaited();
        const response = call();
        await sleep(delayMs);
        publishAwaited();
        await response;
      });
    await Promise.all([runCaller(0), runCaller(10), runCaller(20)]);
    expect(getSpanIds(sdk.spans('aspose.auth.token')[0]?.links).sort()).toEqual(callers.sort());
    expect(sdk.spans('caller').map(({ links }) => links.length)).toEqual([1, 1, 1]);
  });

  it('T-1 is linked with a hundred callers that share the fetch', async () => {
    const { call } = await start();
    await Promise.all(Array.from({ length: 100 }, () => sdk.within('caller', () => call())));
    const [fetchSpan, ...others] = sdk.spans('aspose.auth.token');
    expect(others).toEqual([]);
    const callers = sdk.spans('caller').map((span) => span.spanContext().spanId);
    expect(getSpanIds(fetchSpan?.links).sort()).toEqual(callers.sort());
  });

  it('is not linked with a caller that gave up, nor with one of the fetch before', async () => {
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
    expect(sdk.spans('aspose.auth.token').map(({ links }) => getSpanIds(links))).toEqual([[first], [second]]);
  });

  it('T-7 counts retries', async () => {
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

  it('has the error, and no secret', async () => {
    const { call } = await start();
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await caught(call());
    const [fetchSpan] = sdk.spans('aspose.auth.token');
    expect(fetchSpan?.status).toMatchObject({
      code: SpanStatusCode.ERROR,
      message: expect.stringContaining('invalid_client'),
    });
    expect(fetchSpan?.attributes).toMatchObject({
      'error.type': 'ERR_ASPOSE_CREDENTIALS',
      'http.response.status_code': 400,
    });
    const text = JSON.stringify([fetchSpan?.attributes, fetchSpan?.status, fetchSpan?.events]);
    for (const secret of [fake.clientSecret, fake.clientId]) expect(text).not.toContain(secret);
  });

  it('T-11 is one span if the token is rejected meanwhile, linked with callers from before and after', async () => {
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
    const runCaller = () => sdk.within('caller', () => call());
    const first = runCaller();
    for (let turn = 0; turn < 200 && requests === 0; turn += 1) await sleep(1);
    tokens.reject(token);
    await Promise.all([first, runCaller(), runCaller()]);
    const spans = sdk.spans('aspose.auth.token').slice(before);
    expect([spans.length, requests]).toEqual([1, 2]);
    expect(spans[0]?.attributes).toMatchObject({
      'http.request.resend_count': 1,
      'http.response.status_code': 200,
      'aspose.auth.token.reason': 'proactive',
    });
    const callers = sdk.spans('caller').map((span) => span.spanContext().spanId);
    expect(getSpanIds(spans[0]?.links).sort()).toEqual(callers.sort());
  });

  it('T-6 is not linked with a caller of an earlier fetch that failed fast', async () => {
    let secret = 'wrong';
    const started = await telemetryApp({ ...fake.options, clientSecret: () => secret });
    app = started.app;
    const { call } = started;
    fake.onToken = (seen, response) => {
      if (seen.body.includes(fake.clientSecret)) fake.grant(response);
      else json(response, 400, { error: 'invalid_client' });
    };
    await caught(call());
    const next = await sdk.within('failed fast', async () => {
      await caught(call());
      secret = fake.clientSecret;
      await sleep(1_010); // the cooldown, after which the secret is read again
      return sdk.within('next', async (span) => {
        await call();
        return span.spanContext().spanId;
      });
    });
    const fetchSpans = sdk.spans('aspose.auth.token');
    expect([fetchSpans.length, fake.tokenRequests.length]).toEqual([2, 2]);
    expect(getSpanIds(fetchSpans[1]?.links)).toEqual([next]);
    expect(getSpanIds(sdk.spans('failed fast')[0]?.links)).toEqual([]);
  });

  it('ends if the account is forgotten meanwhile, and the next fetch has a span of its own', async () => {
    const { call, accounts } = await start();
    const respond = fake.onToken;
    fake.onToken = () => undefined;
    const response = caught(call());
    await waitForTokenRequest();
    accounts.forget('default');
    expect(sdk.spans('aspose.auth.token')).toHaveLength(1);
    await response;
    fake.onToken = respond;
    await (await accounts.get()).tokens.getToken();
    const spans = sdk.spans('aspose.auth.token');
    expect(spans.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([undefined, 200]);
    expect(spans[1]?.attributes).not.toHaveProperty('http.request.resend_count');
  });

  it('ends with the application', async () => {
    const { call } = await start();
    fake.onToken = () => undefined;
    const response = caught(call());
    await waitForTokenRequest();
    expect(sdk.spans('aspose.auth.token')).toEqual([]);
    await app.close();
    await response;
    expect(sdk.spans('aspose.auth.token')).toHaveLength(1);
  });
});

/** Publishes the events of a token fetch. */
function publishFetch(account: string, origin?: string): void {
  const common = { account, at: 0, reason: 'cold' } as const;
  CHANNELS['token.requested'].publish({ type: 'token.requested', ...common, attempt: 1, ...(origin && { origin }) });
  CHANNELS['token.acquired'].publish({
    type: 'token.acquired',
    ...common,
    durationMs: 1,
    lifetimeMs: 1,
    source: 'endpoint',
  });
}
const getServers = () =>
  sdk.spans('aspose.auth.token').map(({ attributes }) => [attributes['server.address'], attributes['server.port']]);

describe('O-2 the server in the span of a token fetch', () => {
  it.each([
    ['of accountResolver', 'customer', 'https://tokens.example', ['tokens.example', 443]],
    ['of another application of the process', 'default', 'http://127.0.0.1:9', ['127.0.0.1', 9]],
  ])('is that of the event, for an account %s', async (_which, account, origin, server) => {
    await start();
    publishFetch(account, origin);
    publishFetch('default', fake.url);
    expect(getServers()).toEqual([server, ['127.0.0.1', getPort()]]);
  });

  it('is omitted if the event has no origin', async () => {
    await start();
    publishFetch('customer');
    expect(getServers()).toEqual([[undefined, undefined]]);
  });

  it('is separate for each account', async () => {
    await start();
    const other = await FakeAspose.start();
    const customers = await telemetryApp({ ...fake.options, accountResolver: () => other.options });
    await customers.tokens.getToken();
    await (await customers.accounts.get('customer')).tokens.getToken();
    const ports = [fake, other].map(({ url }) => Number(new URL(url).port));
    await customers.app.close();
    await other.stop();
    expect(getServers().map(([, port]) => port)).toEqual(ports);
  });
});
