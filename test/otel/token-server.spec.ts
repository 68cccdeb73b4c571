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
  ({ app } = await telemetryApp(fake.options));
});
afterEach(async () => {
  await app.close();
  await sdk.stop();
  await fake.stop();
});

/** A flight as its events tell of it. */
function fly(account: string, origin?: string): void {
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
const servers = () =>
  sdk.spans('aspose.auth.token').map(({ attributes }) => [attributes['server.address'], attributes['server.port']]);

describe('O-2 the server in the span of a flight', () => {
  it.each([
    ['that accountResolver has answered for', 'customer', 'https://tokens.example', ['tokens.example', 443]],
    ['of another application of the process', 'default', 'http://127.0.0.1:9', ['127.0.0.1', 9]],
  ])('is what the event says, for an account %s', (_which, account, origin, server) => {
    fly(account, origin);
    fly('default', fake.url);
    expect(servers()).toEqual([server, ['127.0.0.1', Number(new URL(fake.url).port)]]);
  });

  it('is left out where the event does not say', () => {
    fly('customer');
    expect(servers()).toEqual([[undefined, undefined]]);
  });

  it('is each account’s own, wherever it comes from', async () => {
    const other = await FakeAspose.start();
    const customers = await telemetryApp({ ...fake.options, accountResolver: () => other.options });
    await customers.tokens.getToken();
    await (await customers.accounts.get('customer')).tokens.getToken();
    const ports = [fake, other].map(({ url }) => Number(new URL(url).port));
    await customers.app.close();
    await other.stop();
    expect(servers().map(([, port]) => port)).toEqual(ports);
  });
});
