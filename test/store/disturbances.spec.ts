import { describe, expect, it } from '@jest/globals';
import { answered, caught, harness } from '../support/token-harness.js';
import { disturb, MAX_ATTEMPTS, nextTryAfter, pauseAfter } from './scale/disturb.js';
import { run, SCENARIOS, shownTime } from './scale/disturbances.js';
import { LimitedEndpoint } from './scale/endpoint.js';
import { WaitingLine } from './scale/waiting-line.js';

const PROCESSES = 10_000;

describe('a fleet of 10 000 before an endpoint that takes 100 requests a second', () => {
  it.each(['rolling', 'atOnce', 'revocation'] as const)(
    'F-1 with a lease sends a single request in the case of "%s", and everybody has a token within half a second',
    (name) => {
      const { requests, failed, lastMs } = run(SCENARIOS[name], 'leased', false, PROCESSES);
      // those that start within 10 minutes have one day, so that the first of them renews on the same day
      expect(requests).toBeLessThanOrEqual(2);
      expect({ failed, isSoon: lastMs <= 500 }).toEqual({ failed: 0, isSoon: true });
    },
  );

  it.each(['rolling', 'atOnce', 'revocation'] as const)(
    'T-7 without a store gets a token for each process in the case of "%s", nearly as fast as the endpoint can',
    (name) => {
      const { requests, lastMs } = run(SCENARIOS[name], 'none', false, PROCESSES);
      expect(requests).toBeGreaterThan(PROCESSES);
      expect(lastMs).toBeLessThan((PROCESSES / 100) * 1_500);
    },
  );

  it.each(['none', 'unleased', 'leased'] as const)(
    'T-7 gets a token for each process soon after an outage in which all started, if the store is %s',
    (store) => {
      const { lastMs } = run(SCENARIOS.coldOutage, store, false, PROCESSES);
      expect(lastMs).toBeLessThan(300_000 + (store === 'none' ? (PROCESSES / 100) * 1_500 : 1_500));
    },
    30_000,
  );

  it.each(['unleased', 'leased'] as const)(
    'T-4 fails no call in an outage at a renewal, if the store is %s',
    (store) => {
      expect(run(SCENARIOS.outage, store, false, PROCESSES)).toMatchObject({ failed: 0, lastMs: 0 });
    },
  );
});

describe('the rules of the simulation', () => {
  it.each([0, 0.5, 0.99])('T-7 are those of a token manager without a token, for random = %d', async (random) => {
    const { clock, tokens, sentAt, next, advance } = harness({}, () => random);
    const failing = caught(tokens.getToken());
    const expected = [clock.now()];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
      await (await next()).reply(answered(503));
      if (attempt === MAX_ATTEMPTS) break;
      expected.push(clock.now() + pauseAfter(attempt, random));
      await advance(pauseAfter(attempt, random));
    }
    await failing;
    expect(sentAt).toEqual(expected);
    const wait = nextTryAfter(0, 0, 0, random);
    await advance(wait - 1);
    await caught(tokens.getToken());
    expect(sentAt).toHaveLength(MAX_ATTEMPTS);
    await advance(1);
    void caught(tokens.getToken());
    await next();
    expect(sentAt).toHaveLength(MAX_ATTEMPTS + 1);
  });

  it('fail those calls that come without a token: one a second until the endpoint is back', () => {
    const outage = [0, 60_000] as const;
    const plan = { replicas: 100, store: 'none', endpoint: { perSecond: 1_000, outage }, forMs: 120_000 } as const;
    const { failed, without } = disturb(plan);
    expect(failed / 100).toBeGreaterThan(58);
    expect(failed / 100).toBeLessThan(63);
    expect(without.at(-1)).toBeLessThan(64_000);
  });

  it('let an endpoint take so many requests a second, or one in so many seconds', () => {
    const grants = (perSecond: number) => {
      const endpoint = new LimitedEndpoint({ perSecond });
      return Array.from({ length: 100 }, (_, at) => endpoint.respond(at * 100)).filter((one) => one === undefined)
        .length;
    };
    expect([grants(3), grants(1), grants(0.2)]).toEqual([30, 10, 2]);
  });

  it('let replicas give up their wait in order, and take each once', () => {
    const line = new WaitingLine(Float64Array.of(10, 20, 30, 40));
    for (const replica of [0, 1, 2, 3]) line.add(replica);
    expect(line.takeAny(() => 0.5)).toBe(2);
    expect(line.takeAny(() => 0)).toBe(0);
    line.add(0); // again, behind the others
    const late: number[] = [];
    line.takeLate(20, (replica) => late.push(replica));
    expect(late).toEqual([1]);
    line.takeAll((replica) => late.push(replica));
    expect({ late, left: line.size }).toEqual({ late: [1, 3, 0], left: 0 });
  });

  it.each([
    [0, '0 s'],
    [300, '0.3 s'],
    [5_000_100, '83.3 min'],
    [Number.POSITIVE_INFINITY, 'over a day'],
  ])('show %d ms as %s', (ms, text) => expect(shownTime(ms)).toBe(text));
});
