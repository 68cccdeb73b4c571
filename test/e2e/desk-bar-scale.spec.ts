import { describe, expect, it } from '@jest/globals';
import { createBarScale } from '../../sample-app/web/src/token/bar-scale.js';

const createTimes = (lifetimeMs: number, backgroundMs: number, waitMs: number) => ({
  acquiredAt: 1_000,
  refreshAt: 1_000 + lifetimeMs - backgroundMs,
  waitAt: 1_000 + lifetimeMs - waitMs,
  expiresAt: 1_000 + lifetimeMs,
});

describe('scale of the token bar', () => {
  it('is true to scale if the windows are wide enough to be visible', () => {
    const scale = createBarScale(createTimes(10_000, 3_000, 1_000));
    expect(scale.isStretched).toBe(false);
    expect([scale.refresh, scale.wait].map((share) => share.toFixed(2))).toEqual(['0.70', '0.90']);
    expect(scale.getPosition(6_000)).toBeCloseTo(0.5);
  });

  it('widens the windows of a token with a lifetime of a day', () => {
    const scale = createBarScale(createTimes(86_400_000, 450_000, 30_000));
    expect(scale.isStretched).toBe(true);
    expect(scale.wait).toBeCloseTo(0.93);
    expect(scale.refresh).toBeCloseTo(0.77);
  });

  it.each([2_000, 10_000, 3_600_000, 86_400_000])('passes the windows in order, lifetime %i ms', (lifetimeMs) => {
    const times = createTimes(lifetimeMs, lifetimeMs / 10, lifetimeMs / 50);
    const scale = createBarScale(times);
    const { acquiredAt, refreshAt, waitAt, expiresAt } = times;
    const positions = [0, acquiredAt, refreshAt, waitAt, expiresAt, expiresAt + 1].map((at) => scale.getPosition(at));
    expect(positions[0]).toBe(0);
    expect(positions[2]).toBeCloseTo(scale.refresh);
    expect(positions[3]).toBeCloseTo(scale.wait);
    expect(positions.slice(4)).toEqual([1, 1]);
    expect([...positions].sort((a, b) => a - b)).toEqual(positions);
  });
});
