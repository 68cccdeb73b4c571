import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { CHANNELS } from '../../lib/events/diagnostics-channels.js';
import { getTokenCounts } from '../../lib/events/token-counters.js';
import { METRICS } from '../../lib/otel/semantic-conventions.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { refuseAll } from '../support/revoked.js';
import { caught } from '../support/token-harness.js';
import { startSdk } from './sdk.js';
import { telemetryApp } from './telemetry-app.js';

let fake: FakeAspose;
let sdk: ReturnType<typeof startSdk>;
let apps: INestApplication[] = [];
beforeEach(async () => {
  fake = await FakeAspose.start();
  sdk = startSdk();
});
afterEach(async () => {
  for (const app of apps) await app.close();
  apps = [];
  await sdk.stop();
  await fake.stop();
});
const start = async (options: Parameters<typeof telemetryApp>[0] = fake.options) => {
  const started = await telemetryApp(options);
  apps.push(started.app);
  return started;
};
const account = { 'aspose.auth.account': 'default' };

describe('O-2 aspose.auth.token.request.duration', () => {
  const counts = async () =>
    (await sdk.points(METRICS.requestDuration.name)).map(({ attributes, value }) => ({
      ...attributes,
      count: (value as { count: number }).count,
    }));

  it('is measured in seconds, by reason', async () => {
    const { tokens, call } = await start();
    fake.onToken = async (_seen, response) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      fake.grant(response);
    };
    await call();
    tokens.reject(await tokens.getToken());
    await call();
    const reason = (name: string) => ({ ...account, 'aspose.auth.token.reason': name, count: 1 });
    expect(await counts()).toEqual([reason('cold'), reason('rejected')]);
    const metric = (await sdk.collect()).get(METRICS.requestDuration.name);
    expect(metric?.descriptor).toMatchObject({ unit: 's', type: 'HISTOGRAM' });
    const cold = metric?.dataPoints[0]?.value as { min: number; max: number } | undefined;
    expect(cold?.min).toBeGreaterThan(0.05);
    expect(cold?.max).toBeLessThan(5);
  });

  it('has the code of a failure as error.type', async () => {
    const { call } = await start();
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    await caught(call());
    const error = { 'error.type': 'ERR_ASPOSE_CREDENTIALS', 'aspose.auth.token.reason': 'cold' };
    expect(await counts()).toEqual([{ ...account, ...error, count: 1 }]);
  });

  it('counts the token that verifyOnBoot requests', async () => {
    await start({ ...fake.options, verifyOnBoot: true });
    expect(await counts()).toEqual([{ ...account, 'aspose.auth.token.reason': 'cold', count: 1 }]);
  });

  it('counts once if two applications of a process have telemetry, and continues after one of them has closed', async () => {
    const one = await start();
    const other = await start({ ...fake.options, attach: 'none' });
    await one.tokens.getToken();
    expect(await counts()).toMatchObject([{ count: 1 }]);
    await one.app.close();
    apps.shift();
    await other.tokens.getToken();
    expect(await counts()).toMatchObject([{ count: 2 }]);
  });

  it('F-1 is not measured for a token that another process fetched', async () => {
    await start();
    const stored = {
      account: 'shared',
      at: 0,
      reason: 'cold',
      durationMs: 3,
      lifetimeMs: 60_000,
      source: 'store',
    } as const;
    CHANNELS['token.acquired'].publish({ type: 'token.acquired', ...stored });
    expect(await counts()).toEqual([]);
    expect(
      (await sdk.points(METRICS.lifetime.name)).map(({ attributes }) => attributes['aspose.auth.account']),
    ).toEqual(['shared']);
  });

  it('is not measured after the application has closed', async () => {
    const { app } = await start();
    await app.close();
    const { tokens } = await start();
    await apps[1]!.close();
    apps = [];
    await tokens.getToken();
    expect(await counts()).toEqual([]);
  });
});

describe('O-2 aspose.auth.request.replays', () => {
  const outcomes = async () =>
    (await sdk.points(METRICS.replays.name)).map(({ attributes, value }) => [
      attributes['aspose.auth.replay.outcome'],
      value,
    ]);

  it('counts successful replays, and the others by the reason why they were skipped', async () => {
    const { call, app } = await start();
    await call();
    expect(await outcomes()).toEqual([]);
    fake.revokeAll();
    await call();
    expect(await outcomes()).toEqual([['replayed', 1]]);
    fake.revokeAll();
    await caught(
      firstValueFrom(
        app
          .get(AsposeClient)
          .put('/v4.0/words/storage/file/a', Readable.from(['x']), { asposeAuth: { replayBufferBytes: 0 } }),
      ),
    );
    refuseAll(fake, 'Bearer error="insufficient_scope"');
    await caught(call());
    refuseAll(fake);
    await caught(call());
    expect(await outcomes()).toEqual([
      ['replayed', 1],
      ['body-not-replayable', 1],
      ['not-a-token-problem', 1],
      ['already-replayed', 1],
    ]);
  });
});

it('O-2 aspose.auth.request.replays counts a 401 for which there is no second token', async () => {
  const { call } = await start();
  await call();
  fake.revokeAll();
  fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
  await caught(call());
  expect(await sdk.points(METRICS.replays.name)).toEqual([
    { attributes: { ...account, 'aspose.auth.replay.outcome': 'no-token' }, value: 1 },
  ]);
});

describe('O-2 aspose.auth.token.lookups', () => {
  it('has the counts of each account by outcome, except those that are 0', async () => {
    await start();
    const before = await sdk.points(METRICS.lookups.name);
    expect(before.every(({ attributes }) => attributes['aspose.auth.account'] !== 'counted')).toBe(true);
    Object.assign(getTokenCounts('counted'), { hit: 900, joined: 99, miss: 1 });
    const points = await sdk.points(METRICS.lookups.name);
    const counted = points.filter(({ attributes }) => attributes['aspose.auth.account'] === 'counted');
    expect(counted.map(({ attributes, value }) => [attributes['aspose.auth.token.outcome'], value])).toEqual([
      ['hit', 900],
      ['joined', 99],
      ['miss', 1],
    ]);
  });
});

describe('O-2 aspose.auth.token.lifetime.remaining', () => {
  it('is the remaining lifetime, and 0 once the token is rejected', async () => {
    const { tokens } = await start();
    const token = await tokens.getToken();
    const [point] = await sdk.points(METRICS.lifetime.name);
    expect(point?.attributes).toEqual(account);
    expect(point?.value).toBeGreaterThan(3_590);
    expect(point?.value).toBeLessThanOrEqual(3_600);
    tokens.reject(token);
    expect(await sdk.points(METRICS.lifetime.name)).toEqual([{ attributes: account, value: 0 }]);
  });
});

it('O-2 the exported metrics are exactly those of METRICS, with exactly their attributes', async () => {
  const { call } = await start();
  await call();
  fake.revokeAll();
  await call();
  Object.assign(getTokenCounts('default'), { hit: 1 });
  fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
  fake.revokeAll();
  await caught(call());
  const exported = await sdk.collect();
  expect([...exported.keys()].sort()).toEqual(
    Object.values(METRICS)
      .map(({ name }) => name)
      .sort(),
  );
  for (const { name, unit, description, attributes } of Object.values(METRICS)) {
    const metric = exported.get(name);
    expect(metric?.descriptor).toMatchObject({ unit, description });
    const seen = new Set(metric?.dataPoints.flatMap((point) => Object.keys(point.attributes)));
    expect([name, ...seen].sort()).toEqual([name, ...attributes].sort());
  }
});
