import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { CHANNELS } from '../../lib/events/diagnostics-channels.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import { getTokenCounts } from '../../lib/events/token-counters.js';
import { METRICS } from '../../lib/otel/semantic-conventions.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { startSdk } from './sdk.js';
import { telemetryApp } from './telemetry-app.js';

const CUSTOMERS = 1_500;
const publish = (event: AsposeAuthEvent) => CHANNELS[event.type].publish(event);
const publishFailure = (account: string, reason: 'cold' | 'expired' | 'rejected') =>
  publish({
    ...{ type: 'token.failed', account, at: 0, reason, durationMs: 1 },
    ...{ code: 'ERR_ASPOSE_CREDENTIALS', message: 'reason', stillServing: false },
  });

let fake: FakeAspose;
let sdk: ReturnType<typeof startSdk>;
let app: INestApplication;
/** Reports many customers first, and the configured accounts last. */
beforeAll(async () => {
  fake = await FakeAspose.start();
  // As docs/observability.md recommends: three series per account are more than the SDK keeps by default.
  sdk = startSdk([{ instrumentName: 'aspose.auth.*', aggregationCardinalityLimit: 20_000 }]);
  const accounts = { reports: { clientId: 'id', clientSecret: randomUUID() } };
  ({ app } = await telemetryApp({ ...fake.options, accounts }));
  const names = Array.from({ length: CUSTOMERS }, (_, n) => `customer ${n}`);
  for (const account of [...names, 'reports', 'default']) {
    getTokenCounts(account).hit += 1;
    publish({ type: 'token.requested', account, at: 0, reason: 'cold', attempt: 1 });
    const details = { durationMs: 1, lifetimeMs: 60_000, source: 'endpoint' } as const;
    publish({ type: 'token.acquired', account, at: 0, reason: 'cold', ...details });
    for (const reason of ['cold', 'expired', 'rejected'] as const) publishFailure(account, reason);
    publish({ type: 'request.replayed', account, at: 0, origin: fake.url, status: 200 });
  }
});
afterAll(async () => {
  await app.close();
  await sdk.stop();
  await fake.stop();
});

const getAccountNames = async ({ name }: { name: string }) =>
  (await sdk.points(name)).map(({ attributes }) => attributes['aspose.auth.account'] as string);

describe('O-2 with more accounts than metrics tell apart', () => {
  it.each([METRICS.requestDuration, METRICS.lookups, METRICS.replays])(
    '$name has a thousand account names and one for all others',
    async (metric) => {
      const names = new Set(await getAccountNames(metric));
      expect(names.size).toBe(1_001);
      for (const name of ['(other)', 'default', 'reports', 'customer 0']) expect(names).toContain(name);
      expect(names).not.toContain(`customer ${CUSTOMERS - 1}`);
      expect(names).not.toContain(undefined); // the SDK's overflow series
    },
  );

  it('every metric tells the same accounts apart', async () => {
    const { requestDuration, lookups, replays, lifetime } = METRICS;
    const all = await Promise.all(
      [requestDuration, lookups, replays].map(async (metric) => new Set(await getAccountNames(metric))),
    );
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
    const withToken = await getAccountNames(lifetime);
    expect(new Set([...withToken, '(other)'])).toEqual(all[0]);
    expect(withToken).not.toContain('(other)');
  });

  it('all other accounts are counted together', async () => {
    const others = (await sdk.points(METRICS.replays.name)).find(
      ({ attributes }) => attributes['aspose.auth.account'] === '(other)',
    );
    expect(others?.value).toBe(CUSTOMERS + 2 - 1_000);
  });

  it('a span has the account’s own name', () => {
    const names = sdk.spans('aspose.auth.token').map(({ attributes }) => attributes['aspose.auth.account']);
    expect(names).toContain(`customer ${CUSTOMERS - 1}`);
  });
});
