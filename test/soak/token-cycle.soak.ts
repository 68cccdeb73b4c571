import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from '@jest/globals';
import { TOKEN_AWAITED } from '../../lib/events/diagnostics-channels.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json } from '../support/fake-aspose.js';

const SECONDS = Number(process.env.SOAK_SECONDS ?? 60);
const TOKEN_LATENCY_MS = 300;
const CALLS_A_TICK = 10; // every 50 ms: 200 calls/s

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const heapMb = () => {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
};

let fake: FakeAspose;
afterEach(() => fake.stop());

describe('a minute under load', () => {
  it(
    'sees dozens of expiries, slow and failing token requests and two revocations, and no call fails; none waits while refreshes succeed',
    async () => {
      fake = await FakeAspose.start();
      fake.expiresIn = 2;
      fake.onToken = async (_seen, response) => {
        const number = fake.tokenRequests.length;
        await sleep(TOKEN_LATENCY_MS);
        if (number % 20 === 10) json(response, 500, {});
        else fake.grant(response);
      };
      const { axios: client, events, account } = authorized(fake.options);
      await client.get('/warm-up');

      const outcomes = { ok: 0, failed: [] as string[], waited: 0, waitedForRevocation: 0 };
      let revokedAt = Number.NEGATIVE_INFINITY;
      const call = async () => {
        try {
          await client.get('/x');
          outcomes.ok += 1;
        } catch (error) {
          outcomes.failed.push(String(error));
        }
      };
      // Not by the clock: on a busy machine a call may take long for other reasons.
      const onAwaited = () => {
        if (performance.now() - revokedAt < 2_000) outcomes.waitedForRevocation += 1;
        else outcomes.waited += 1;
      };
      subscribe(TOKEN_AWAITED.name, onAwaited);
      const ticks = SECONDS * 20;
      const calls: Promise<void>[] = [];
      let heapEarly = 0;
      for (let tick = 0; tick < ticks; tick += 1) {
        if (tick === Math.floor(ticks / 3) || tick === Math.floor((2 * ticks) / 3)) {
          fake.revokeAll();
          revokedAt = performance.now();
        }
        if (tick === Math.floor(ticks / 4)) heapEarly = heapMb();
        for (let i = 0; i < CALLS_A_TICK; i += 1) calls.push(call());
        await sleep(50);
      }
      await Promise.all(calls);
      unsubscribe(TOKEN_AWAITED.name, onAwaited);
      const heapGrowth = heapMb() - heapEarly;

      const count = (type: string) => events.filter((event) => event.type === type).length;
      const report = {
        calls: calls.length,
        ...outcomes,
        tokens: count('token.acquired'),
        failures: count('token.failed'),
        requests: fake.tokenRequests.length,
        heapGrowthMb: Math.round(heapGrowth),
      };
      process.stdout.write(`${JSON.stringify(report)}\n`);
      expect(outcomes.failed).toEqual([]);
      expect(outcomes.ok).toBe(calls.length);
      // When a refresh has failed, the next one may end in the last moments of the token, in which callers wait.
      expect(outcomes.waited).toBeLessThanOrEqual(report.failures * CALLS_A_TICK * 2);
      expect(outcomes.waitedForRevocation).toBeGreaterThan(0);
      expect(report.tokens).toBeGreaterThanOrEqual(SECONDS / 2);
      const failedAttempts = Math.floor((report.requests + 10) / 20);
      const discardedOrInFlight = 2 + 1;
      expect(report.requests).toBeLessThanOrEqual(report.tokens + failedAttempts + discardedOrInFlight);
      expect(account.manager.requestCount).toBe(report.requests);
      expect(heapGrowth).toBeLessThan(30);
    },
    (SECONDS + 30) * 1_000,
  );
});
