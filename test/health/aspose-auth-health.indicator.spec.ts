import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import type { AsposeAuthModuleOptions } from 'nestjs-aspose-auth';
import { AsposeAuthHealthIndicator } from 'nestjs-aspose-auth/health';
import type { AccountRegistry } from '../../lib/accounts/account-registry.js';
import { findAccount, probe } from '../../lib/health/aspose-auth-health.indicator.js';
import { toHealth } from '../../lib/health/health-status.js';
import type { Clock } from '../../lib/util/clock.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { ManualClock } from '../support/manual-clock.js';
import { caught } from '../support/token-harness.js';
import { healthApp } from './health-app.js';

let fake: FakeAspose;
let app: INestApplication | undefined;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  await app?.close();
  app = undefined;
  await fake.stop();
});
async function start(options: AsposeAuthModuleOptions = fake.options, clock?: Clock) {
  const started = await healthApp(options, clock);
  app = started.app;
  return started;
}
const rejectCredentials = () => {
  fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
};

describe('health without probe', () => {
  it('is up before the first call, and sends nothing', async () => {
    const { health } = await start();
    for (let time = 0; time < 3; time += 1) {
      expect(await health()).toMatchObject({ status: 200, body: { status: 'ok' } });
    }
    const { details } = (await health()).body;
    expect(details).toEqual({ aspose: { status: 'up', account: 'default', token: 'cold' } });
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it('is up with a token, and shows its lifetime but not the token', async () => {
    const { health, tokens } = await start();
    const { value } = await tokens.getToken();
    const { status, body } = await health();
    expect(status).toBe(200);
    expect(body.details.aspose).toMatchObject({ status: 'up', token: 'fresh', remainingMs: expect.any(Number) });
    for (const secret of [value, fake.clientSecret, fake.clientId]) {
      expect(JSON.stringify(body)).not.toContain(secret);
    }
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('T-4 is up while a failing refresh disturbs no caller, degraded when the token is about to expire, down after that', async () => {
    const clock = new ManualClock(Date.now());
    const { health, tokens } = await start(fake.options, clock);
    await tokens.getToken();
    fake.onToken = (_seen, response) => json(response, 503, {});
    const failOnce = async () => {
      const token = caught(tokens.getToken());
      for (let turn = 0; turn < 50 && tokens.state.requesting; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        clock.advance(0);
      }
      await token;
    };
    clock.advance(3_400_000);
    await failOnce();
    const serving = { failures: 1, code: 'ERR_ASPOSE_UNAVAILABLE', message: expect.stringContaining('503') };
    expect(await health()).toMatchObject({
      status: 200,
      body: { status: 'ok', details: { aspose: { status: 'up', token: 'refresh-failing', ...serving } } },
    });
    clock.advance(190_000);
    expect(await health()).toMatchObject({
      status: 200,
      body: { status: 'degraded', details: { aspose: { status: 'degraded', token: 'degraded', ...serving } } },
    });
    clock.advance(20_000);
    expect(await health()).toMatchObject({
      status: 503,
      body: { status: 'error', details: { aspose: { status: 'down', token: 'down', ...serving } } },
    });
  });

  it('T-6 is down if credentials are rejected', async () => {
    const { health, tokens } = await start();
    rejectCredentials();
    await caught(tokens.getToken());
    const first = await health();
    expect(first.status).toBe(503);
    expect(first.body.details.aspose).toMatchObject({ status: 'down', code: 'ERR_ASPOSE_CREDENTIALS' });
    expect(JSON.stringify(first.body)).not.toContain(fake.clientSecret);
  });

  it('T-6 is down while the credentials are locked out, and shows for how long', async () => {
    const { health, tokens } = await start();
    fake.onToken = (_seen, response) => json(response, 429, {}, { 'retry-after': '600' });
    await caught(tokens.getToken());
    const { retryAfterMs, code } = (await health()).body.details.aspose;
    expect(code).toBe('ERR_ASPOSE_LOCKED_OUT');
    expect(retryAfterMs).toBeGreaterThan(590_000);
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('checks the account that is named', async () => {
    const { health, tokens } = await start({
      ...fake.options,
      accounts: { other: { clientId: 'other', clientSecret: 'x' } },
    });
    await tokens.getToken();
    expect((await health('?account=other')).body.details.aspose).toMatchObject({ account: 'other', token: 'cold' });
    expect((await health()).body.details.aspose).toMatchObject({ account: 'default', token: 'fresh' });
    expect((await health('?account=unknown')).status).toBe(500);
  });
});

describe('health of an account of accountResolver', () => {
  const resolving = (accountResolver: AsposeAuthModuleOptions['accountResolver']) =>
    start({ ...fake.options, accountResolver });

  it('is down if the resolver fails, without failing the page or showing the resolver’s error', async () => {
    const { health } = await resolving(() => Promise.reject(new Error('internal details')));
    const { status, body } = await health('?account=acme');
    expect({ status, body: body.status }).toEqual({ status: 503, body: 'error' });
    expect(body.details.aspose).toEqual({
      status: 'down',
      account: 'acme',
      token: 'down',
      code: 'ERR_ASPOSE_ACCOUNT',
      message: expect.stringContaining('accountResolver for account "acme" failed'),
    });
    expect(JSON.stringify(body)).not.toContain('internal details');
  });

  it('is down if the resolver returns unusable options', async () => {
    const { health } = await resolving(() => ({ clientId: 'acme' }));
    const { status, body } = await health('?account=acme');
    expect(status).toBe(503);
    expect(body.details.aspose).toMatchObject({ token: 'down', code: 'ERR_ASPOSE_CONFIG' });
  });

  it('is an error if there is no such account', async () => {
    const { health } = await resolving(() => undefined);
    expect((await health('?account=acme')).status).toBe(500);
  });
});

describe('health with probe', () => {
  it('T-1 requests one token for any number of concurrent checks, and none again within 30 s', async () => {
    const clock = new ManualClock(Date.now());
    const { health, tokens } = await start(fake.options, clock);
    const responses = await Promise.all(Array.from({ length: 20 }, () => health('?probe=true')));
    expect(responses.map(({ body }) => body.details.aspose.token)).toEqual(Array(20).fill('fresh'));
    expect(fake.tokenRequests).toHaveLength(1);
    tokens.reject(await tokens.getToken());
    clock.advance(29_999);
    expect((await health('?probe=true')).body.details.aspose.token).toBe('cold');
    clock.advance(1);
    expect((await health('?probe=true')).body.details.aspose.token).toBe('fresh');
    expect(fake.tokenRequests).toHaveLength(2);
  });

  it('T-6 does not cause a lock-out: six minutes of failing probes send four requests', async () => {
    const clock = new ManualClock(Date.now());
    const { health } = await start(fake.options, clock);
    rejectCredentials();
    for (let time = 0; time < 12; time += 1) {
      expect(await health('?probe=true')).toMatchObject({ status: 503 });
      clock.advance(30_000);
    }
    expect(fake.tokenRequests).toHaveLength(4);
    expect((await health('?probe=true')).body.details.aspose.code).toBe('ERR_ASPOSE_LOCKED_OUT');
  });

  it('notices the end of an outage without any other call', async () => {
    const clock = new ManualClock(Date.now());
    const { health } = await start(fake.options, clock);
    fake.onToken = (_seen, response) => json(response, 429, {}, { 'retry-after': '1' });
    expect((await health('?probe=true')).status).toBe(503);
    fake.onToken = (_seen, response) => fake.grant(response);
    clock.advance(29_000);
    expect((await health('?probe=true')).status).toBe(503);
    clock.advance(1_000);
    expect((await health('?probe=true')).status).toBe(200);
  });

  it('requests no token if the account is anonymous', async () => {
    const { health } = await start({ baseUrl: fake.url, anonymous: true });
    const { details } = (await health('?probe=true')).body;
    expect(details.aspose).toEqual({ status: 'up', account: 'default', token: 'anonymous' });
    expect(fake.tokenRequests).toHaveLength(0);
  });
});

it('terminus 11 has no degraded status, so it gets up', async () => {
  const lastError = { code: 'ERR_ASPOSE_UNAVAILABLE', message: 'reason', failures: 1, retryAfterMs: 1 };
  const state = { account: 'default', status: 'expiring', requesting: false, tokenRequests: 2, lastError };
  const account = { settings: { name: 'default', anonymous: false }, tokens: { state } };
  const accounts = { resolve: () => account } as unknown as AccountRegistry;
  const withStatus = (status: string) => (data: object) => ({ aspose: { ...data, status } });
  const terminus11 = {
    check: () => ({ up: withStatus('up'), down: withStatus('down') }),
  } as unknown as HealthIndicatorService;
  const terminus12 = new HealthIndicatorService();
  const check = (terminus: HealthIndicatorService) =>
    new AsposeAuthHealthIndicator(accounts, terminus).isHealthy('aspose');
  expect(await check(terminus11)).toMatchObject({ aspose: { status: 'up', token: 'degraded' } });
  expect(await check(terminus12)).toMatchObject({ aspose: { status: 'degraded', token: 'degraded' } });
});

it('T-9 a probe has a timeout, and the request that it started continues', async () => {
  const pending: ServerResponse[] = [];
  fake.onToken = (_seen, response) => void pending.push(response);
  const { account, tokens } = authorized(fake.options);
  const startedAt = performance.now();
  await probe(account, 100);
  expect(performance.now() - startedAt).toBeGreaterThan(90);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  expect(toHealth(tokens.state)).toEqual({ account: 'default', token: 'cold' });
  for (const response of pending) fake.grant(response);
  await tokens.getToken();
  expect(toHealth(tokens.state).token).toBe('fresh');
  expect(fake.tokenRequests).toHaveLength(1);
});

describe('finding the account', () => {
  const createAccounts = (resolve: () => unknown) => ({ resolve }) as unknown as AccountRegistry;

  it('has a timeout for accountResolver', async () => {
    const startedAt = performance.now();
    const hanging = createAccounts(() => new Promise(() => undefined));
    expect(await findAccount(hanging, 'acme', 100)).toEqual({
      account: 'acme',
      token: 'down',
      code: 'ERR_ASPOSE_ACCOUNT',
      message: 'accountResolver did not respond within 100 ms.',
    });
    expect(performance.now() - startedAt).toBeGreaterThan(90);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('rethrows unexpected errors', async () => {
    const unexpected = new TypeError('unexpected');
    const failing = createAccounts(() => {
      throw unexpected;
    });
    expect(await caught(findAccount(failing, 'acme'))).toBe(unexpected);
  });
});
