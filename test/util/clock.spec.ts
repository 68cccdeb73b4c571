import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../lib/util/clock.js';

function clockWith(wall = 1_000_000) {
  const machine = { monotonic: 500, wall };
  const clock = systemClock(
    () => machine.monotonic,
    () => machine.wall,
  );
  const pass = (ms: number, wallMs = ms) => {
    machine.monotonic += ms;
    machine.wall += wallMs;
    return clock.now();
  };
  return { clock, pass };
}

describe('T-5 the clock', () => {
  it('starts at the wall clock and runs with the monotonic one', () => {
    const { clock, pass } = clockWith();
    expect(clock.now()).toBe(1_000_000);
    expect(pass(10)).toBe(1_000_010);
  });

  it('ignores a wall clock that is set back, or drifts', () => {
    const { pass } = clockWith();
    expect(pass(1_000, -50_000)).toBe(1_001_000);
    expect(pass(1_000, 2_999)).toBe(1_002_000);
    expect(pass(1_000, 3_000)).toBe(1_003_000);
    expect(pass(1_000, 3_001)).toBe(1_006_001);
  });

  it('adds the time that the machine was asleep, once', () => {
    const { pass } = clockWith();
    expect(pass(1_000, 8 * 3_600_000 + 1_000)).toBe(1_000_000 + 8 * 3_600_000 + 1_000);
    expect(pass(10)).toBe(1_000_000 + 8 * 3_600_000 + 1_010);
  });

  it('calls back once, unless it is cancelled', async () => {
    const clock = systemClock();
    const calls: string[] = [];
    clock.after(5, () => calls.push('kept'));
    clock.after(5, () => calls.push('cancelled'))();
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(calls).toEqual(['kept']);
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1_000);
  });
});
