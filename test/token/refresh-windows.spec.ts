import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { computeWindows } from '../../lib/token/token-state.js';

const S = 1_000;
const MIN = 60 * S;
const HOUR = 60 * MIN;

/** life, latency, random, expected lead of the refresh, expected lead of the wait */
const cases: [number, number, number, number, number][] = [
  [1 * S, 50, 0, 500, 20],
  [2 * S, 50, 0, 1_000, 40],
  [2 * S, 50, 0.25, 1_250, 40],
  [2 * S, 900, 0.9, 1_500, 40],
  [5 * S, 50, 0, 1_000, 100],
  [5 * S, 800, 0, 1_600, 100],
  [5 * S, 4_000, 0, 2_500, 100],
  [12 * S, 50, 0, 1_200, 240],
  [MIN, 100, 0, 6 * S, 1_200],
  [HOUR, 100, 0, 5 * MIN, 30 * S],
  [HOUR, 100, 0.5, 7.5 * MIN, 30 * S],
  [24 * HOUR, 100, 0, 5 * MIN, 30 * S],
  [24 * HOUR, 100, 0.999, 5 * MIN * 1.999, 30 * S],
];

describe('T-3 windows follow the life', () => {
  it.each(cases)('life %d ms, latency %d ms, random %d', (life, latency, random, refreshLead, waitLead) => {
    const { refreshAt, waitAt, expiresAt } = computeWindows(500, life, latency, random);
    expect(expiresAt).toBe(500 + life);
    expect(expiresAt - refreshAt).toBeCloseTo(refreshLead, 6);
    expect(expiresAt - waitAt).toBeCloseTo(waitLead, 6);
  });

  it('are in order for any life, latency and random', () => {
    const life = fc.integer({ min: 1, max: 365 * 24 * HOUR });
    const random = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(
      fc.property(life, fc.nat(MIN), random, (lifetimeMs, latency, drawn) => {
        const { refreshAt, waitAt, expiresAt } = computeWindows(0, lifetimeMs, latency, drawn);
        expect(refreshAt).toBeGreaterThanOrEqual(lifetimeMs / 4 - 1);
        expect(refreshAt).toBeLessThan(waitAt);
        expect(waitAt).toBeLessThan(expiresAt);
      }),
    );
  });
});
