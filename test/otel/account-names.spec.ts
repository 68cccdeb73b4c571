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
const report = (event: AsposeAuthEvent) => CHANNELS[event.type].publish(event);
const failed = (account: string, reason: 'cold' | 'expired' | 'rejected') =>
  report({
    ...{ type: 'token.failed', account, at: 0, reason, durationMs: 1 },
    ...{ code: 'ERR_ASPOSE_CREDENTIALS', message: 'why', stillServing: false },
  });

let fake: FakeAspose;
let sdk: ReturnType<typeof startSdk>;
let app: INestApplication;
/** Many customers, and only then the accounts of the options. */
beforeAll(async () => {
  fake = await FakeAspose.start();
  // As docs/observability.md advises: three series of each account are more than the SDK keeps by itself.
  sdk = startSdk([{ instrumentName: 'aspose.auth.*', aggregationCardinalityLimit: 20_000 }]);
  const accounts = { reports: { clientId: 'id', clientSecret: randomUUID() } };
  ({ app } = await telemetryApp({ ...fake.options, accounts }));
  const names = Array.from({ length: CUSTOMERS }, (_, n) => `customer ${n}`);
  for (const account of [...names, 'reports', 'default']) {
    getTokenCounts(account).hit += 1;
    report({ type: 'token.requested', account, at: 0, reason: 'cold', attempt: 1 });
    const life = { durationMs: 1, lifetimeMs: 60_000, source: 'endpoint' } as const;
    report({ type: 'token.acquired', account, at: 0, reason: 'cold', ...life });
    for (const reason of ['cold', 'expired', 'rejected'] as const) failed(account, reason);
    report({ type: 'request.replayed', account, at: 0, origin: fake.url, status: 200 });
  }
});
afterAll(async () => {
  await app.close();
  await sdk.stop();
  await fake.stop();
});

const namesOf = async ({ name }: { name: string }) =>
  (await sdk.points(name)).map(({ attributes }) => attributes['aspose.auth.account'] as string);

describe('O-2 with more accounts than are told apart', () => {
  it.each([METRICS.duration, METRICS.outcomes, METRICS.replays])(
    '$name has a thousand names and one for the others',
    async (metric) => {
      const names = new Set(await namesOf(metric));
      expect(names.size).toBe(1_001);
      for (const name of ['(other)', 'default', 'reports', 'customer 0']) expect(names).toContain(name);
      expect(names).not.toContain(`customer ${CUSTOMERS - 1}`);
      expect(names).not.toContain(undefined); // the SDK's own series for what it does not keep
    },
  );

  it('every metric tells the same ones apart', async () => {
    const { duration, outcomes, replays, life } = METRICS;
    const all = await Promise.all([duration, outcomes, replays].map(async (metric) => new Set(await namesOf(metric))));
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
    const alive = await namesOf(life);
    expect(new Set([...alive, '(other)'])).toEqual(all[0]);
    expect(alive).not.toContain('(other)');
  });

  it('the others are counted, all of them', async () => {
    const others = (await sdk.points(METRICS.replays.name)).find(
      ({ attributes }) => attributes['aspose.auth.account'] === '(other)',
    );
    expect(others?.value).toBe(CUSTOMERS + 2 - 1_000);
  });

  it('a span has the name itself', () => {
    const names = sdk.spans('aspose.auth.token').map(({ attributes }) => attributes['aspose.auth.account']);
    expect(names).toContain(`customer ${CUSTOMERS - 1}`);
  });
});
