import { describe, expect, it } from '@jest/globals';
import { scaleOf } from '../../sample-app/web/src/token/bar-scale.js';

const life = (lifetimeMs: number, background: number, wait: number) => ({
  acquiredAt: 1_000,
  refreshAt: 1_000 + lifetimeMs - background,
  waitAt: 1_000 + lifetimeMs - wait,
  expiresAt: 1_000 + lifetimeMs,
});

describe('the bar of a token’s life', () => {
  it('is true to scale where its windows can be seen', () => {
    const scale = scaleOf(life(10_000, 3_000, 1_000));
    expect(scale.isStretched).toBe(false);
    expect([scale.refresh, scale.wait].map((share) => share.toFixed(2))).toEqual(['0.70', '0.90']);
    expect(scale.at(6_000)).toBeCloseTo(0.5);
  });

  it('draws the windows of a day’s token wide enough to be seen', () => {
    const scale = scaleOf(life(86_400_000, 450_000, 30_000));
    expect(scale.isStretched).toBe(true);
    expect(scale.wait).toBeCloseTo(0.93);
    expect(scale.refresh).toBeCloseTo(0.77);
  });

  it.each([2_000, 10_000, 3_600_000, 86_400_000])('passes through its windows in order, life %i ms', (lifetimeMs) => {
    const moments = life(lifetimeMs, lifetimeMs / 10, lifetimeMs / 50);
    const scale = scaleOf(moments);
    const { acquiredAt, refreshAt, waitAt, expiresAt } = moments;
    const places = [0, acquiredAt, refreshAt, waitAt, expiresAt, expiresAt + 1].map((moment) => scale.at(moment));
    expect(places[0]).toBe(0);
    expect(places[2]).toBeCloseTo(scale.refresh);
    expect(places[3]).toBeCloseTo(scale.wait);
    expect(places.slice(4)).toEqual([1, 1]);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });
});
