import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { CHANNELS } from '../../lib/events/diagnostics-channels.js';
import { FakeAspose } from '../support/fake-aspose.js';
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
const getPort = () => Number(new URL(fake.url).port);

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
