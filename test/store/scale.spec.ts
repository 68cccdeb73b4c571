import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Calendar } from './scale/calendar.js';
import { seeded } from './scale/random.js';
import { type FleetPlan, simulate } from './scale/simulate.js';
import { shown, tableOf, withTable } from './scale/table.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const fleet = (plan: Partial<FleetPlan>) =>
  simulate({ replicas: 200, lifetimeMs: HOUR_MS, store: 'none', startedWithinMs: HOUR_MS, renewals: 10, ...plan });

describe('docs/fleets.md', () => {
  it('F-1 has the table that the simulation gives', async () => {
    const print = ['--import', './test/support/typescript.mjs', 'test/store/scale/print.ts'];
    const { stdout } = await promisify(execFile)(process.execPath, print, {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    expect(tableOf(readFileSync('docs/fleets.md', 'utf8'))).toBe(stdout);
  }, 60_000);
});

describe('a simulated fleet', () => {
  it.each([
    ['an hour', HOUR_MS],
    ['a day', DAY_MS],
  ])(
    'T-3 without a store sends one request a replica and life of %s, on average 7.5 min early',
    (_text, lifetimeMs) => {
      const expected = (200 * DAY_MS) / (lifetimeMs - 7.5 * 60_000);
      expect(fleet({ lifetimeMs }).perDay / expected).toBeCloseTo(1, 2);
    },
  );

  it.each([1, 2, 50, 5_000])(
    'F-1 of %d replicas with a lease sends one request a life, never two at once',
    (replicas) => {
      const { perDay, peak } = fleet({ replicas, store: 'leased', startedWithinMs: 0 });
      // who is first to renew does so 5 to 10 minutes before the end
      expect(perDay).toBeGreaterThanOrEqual(DAY_MS / (HOUR_MS - 5 * 60_000) - 0.01);
      expect(perDay).toBeLessThanOrEqual(DAY_MS / (HOUR_MS - 10 * 60_000) + 0.01);
      expect(peak).toBe(1);
    },
  );

  it('F-1 without a lease pays for those that ask before the first answer is kept', () => {
    const [leased, unleased, none] = (['leased', 'unleased', 'none'] as const).map((store) =>
      fleet({ store, replicas: 20_000, startedWithinMs: 0, renewals: 2 }),
    );
    expect(unleased?.peak).toBe(20_000);
    expect(unleased?.perDay).toBeGreaterThan(2 * (leased?.perDay ?? 0));
    expect(unleased?.perDay).toBeLessThan((none?.perDay ?? 0) / 1_000);
  });

  it('is the same each time', () => {
    expect([fleet({}).perDay, fleet({}).peak]).toEqual([fleet({}).perDay, fleet({}).peak]);
    const draws = Array.from({ length: 10_000 }, seeded(7));
    expect(draws.every((draw) => draw >= 0 && draw < 1)).toBe(true);
    expect(draws.reduce((sum, draw) => sum + draw) / draws.length).toBeCloseTo(0.5, 1);
  });

  it('takes turns at the ticks that were asked for, each once', () => {
    const calendar = new Calendar(4, 10);
    for (const [replica, tick] of [3, 9, 3, 10].entries()) calendar.put(replica, tick);
    const turns: string[] = [];
    for (let tick = 0; calendar.waiting > 0; tick += 1) {
      calendar.takeAll(tick, (replica) => {
        turns.push(`${replica} at ${tick}`);
        if (replica === 0 && tick < 20) calendar.put(replica, tick + 10);
      });
    }
    expect(turns.sort()).toEqual(['0 at 13', '0 at 23', '0 at 3', '1 at 9', '2 at 3', '3 at 10']);
  });
});

describe('the table', () => {
  it.each([
    [1, '1'],
    [1.00524, '1.01'],
    [28.8, '28.8'],
    [9_655, '9 660'],
    [1_005_235, '1 010 000'],
  ])('shows %d as %s', (value, text) => expect(shown(value)).toBe(text));

  it('is put between the markers of a page, and a page without them says so', () => {
    const page = 'a\n<!-- table:scale -->\nold\n<!-- /table:scale -->\nb\n';
    expect(withTable(page, 'new\n')).toBe('a\n<!-- table:scale -->\nnew\n<!-- /table:scale -->\nb\n');
    expect(tableOf(page)).toBe('old\n');
    expect(() => tableOf('a')).toThrow('table:scale');
  });
});
