import { describe, expect, it } from '@jest/globals';
import { ManualClock } from 'nestjs-aspose-auth/testing';

describe('ManualClock', () => {
  it('stands still until it is advanced', () => {
    const clock = new ManualClock(5_000);
    expect([clock.now(), new ManualClock().now()]).toEqual([5_000, 1_000_000]);
    clock.advance(0);
    clock.advance(250);
    expect(clock.now()).toBe(5_250);
  });

  it('calls back in order, once, at the requested time', () => {
    const clock = new ManualClock(0);
    const calls: [string, number][] = [];
    const record = (name: string) => () => void calls.push([name, clock.now()]);
    clock.after(30, record('c'));
    clock.after(10, record('a'));
    clock.after(20, () => {
      record('b')();
      clock.after(5, record('b + 5'));
    });
    clock.after(31, record('too late'));
    clock.advance(30);
    expect(calls).toEqual([
      ['a', 10],
      ['b', 20],
      ['b + 5', 25],
      ['c', 30],
    ]);
    clock.advance(0);
    expect(calls).toHaveLength(4);
  });

  it('does not call back a cancelled timer', () => {
    const clock = new ManualClock(0);
    let calls = 0;
    const cancel = clock.after(10, () => {
      calls += 1;
    });
    cancel();
    clock.advance(10);
    expect(calls).toBe(0);
  });

  it.each([-1, Number.NaN])('cannot run backwards: advance(%d)', (ms) => {
    const clock = new ManualClock(0);
    expect(() => clock.advance(ms)).toThrow(RangeError);
    expect(clock.now()).toBe(0);
  });
});
