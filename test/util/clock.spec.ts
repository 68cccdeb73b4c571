import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../lib/util/clock.js';

const HOUR = 3_600_000;

/** A clock on a machine whose monotonic and wall clock the test moves. */
function machineClock() {
  const machine = { monotonic: 500.125, wall: 1_700_000_000_000.5 };
  const clock = systemClock(
    () => machine.monotonic,
    () => machine.wall,
  );
  const origin = { elapsed: clock.elapsed(), monotonic: machine.monotonic };
  /** Lets time pass, and returns what `elapsed()` has counted since the start. */
  const pass = (ms: number, wallMs = ms) => {
    machine.monotonic += ms;
    machine.wall += wallMs;
    return clock.elapsed() - origin.elapsed;
  };
  return { clock, machine, pass, monotonic: () => clock.monotonic() - origin.monotonic };
}

describe('T-5 the time that counts for tokens', () => {
  it('runs with the monotonic clock, fractions included', () => {
    const { pass } = machineClock();
    expect(pass(10.25)).toBe(10.25);
  });

  it('ignores a wall clock that is set back, drifts, or is adjusted by little', () => {
    const { pass } = machineClock();
    expect(pass(1_000, -50_000)).toBe(1_000);
    expect(pass(1_000, 2_999)).toBe(2_000);
    expect(pass(1_000, 1_000)).toBe(3_000);
  });

  it('adds up small steps ahead, which are a suspended machine in the end', () => {
    const { pass } = machineClock();
    expect(pass(0, 1_500)).toBe(0);
    expect(pass(0, 1_500)).toBe(3_000);
  });

  it('includes the time that the machine was suspended, once', () => {
    const { pass } = machineClock();
    expect(pass(1_000, 8 * HOUR + 1_000)).toBe(8 * HOUR + 1_000);
    expect(pass(10)).toBe(8 * HOUR + 1_010);
  });

  it('that a wall clock two hours ahead has cost is not counted again when it is corrected, nor after that', () => {
    const { pass } = machineClock();
    const stepped = pass(0, 2 * HOUR);
    expect([stepped, pass(1_000, 1_000 - 2 * HOUR), pass(HOUR)]).toEqual([
      2 * HOUR,
      stepped + 1_000,
      stepped + 1_000 + HOUR,
    ]);
    expect(pass(0, 2 * HOUR)).toBe(stepped + 1_000 + 3 * HOUR); // a suspension after it is still noticed
  });

  it('never runs backwards, and never behind the monotonic clock', () => {
    const { pass, monotonic } = machineClock();
    let before = 0;
    for (const [ms, wallMs] of [
      [5, -HOUR],
      [5, HOUR],
      [0, -2 * HOUR],
      [5, 3 * HOUR],
      [0.5, 0],
    ] as const) {
      const now = pass(ms, wallMs);
      expect(now).toBeGreaterThanOrEqual(before);
      expect(now).toBeGreaterThanOrEqual(monotonic());
      before = now;
    }
  });
});

describe('T-5 the other two clocks', () => {
  it('now() is the wall clock as it is, in both directions', () => {
    const { clock, machine, pass } = machineClock();
    for (const step of [2 * HOUR, -2 * HOUR, -11 * 60_000]) {
      pass(0, step);
      clock.elapsed();
      expect(clock.now()).toBe(machine.wall);
    }
  });

  it('monotonic() takes no notice of the wall clock', () => {
    const { pass, monotonic } = machineClock();
    pass(1_000, 11 * 60_000);
    pass(1_000, -HOUR);
    expect(monotonic()).toBe(2_000);
  });
});

describe('a timer', () => {
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
