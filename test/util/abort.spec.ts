import { describe, expect, it } from '@jest/globals';
import { TIMED_OUT, withTimeout } from '../../lib/util/abort.js';
import { caught, settled } from '../support/cycle.js';
import { ManualClock } from '../support/manual-clock.js';

/** Something that runs for as long as the test wants, bounded to 100 ms. */
function start() {
  const clock = new ManualClock();
  const parent = new AbortController();
  let run: { given: AbortSignal; resolve: (value: string) => void; reject: (error: Error) => void } | undefined;
  const outcome = withTimeout(clock, 100, parent.signal, (given) => {
    return new Promise<string>((resolve, reject) => {
      run = { given, resolve, reject };
    });
  });
  return { clock, parent, outcome, ended: caught(outcome), ...run! };
}

describe('T-9 what is bounded', () => {
  it('ends with its own value, and leaves nothing behind', async () => {
    const { clock, parent, resolve, outcome, given } = start();
    clock.advance(99);
    resolve('done');
    expect(await outcome).toBe('done');
    expect(clock.pendingTimers).toBe(0);
    parent.abort();
    expect(given.aborted).toBe(false);
  });

  it('ends with its own error, and leaves nothing behind', async () => {
    const { clock, parent, reject, ended, given } = start();
    const error = new Error('own');
    reject(error);
    expect(await ended).toBe(error);
    expect(clock.pendingTimers).toBe(0);
    parent.abort();
    expect(given.aborted).toBe(false);
  });

  it('ends when its time is up, though it takes no notice', async () => {
    const { clock, ended, given } = start();
    clock.advance(99);
    await settled();
    expect(given.aborted).toBe(false);
    clock.advance(1);
    expect(await ended).toBe(TIMED_OUT);
    expect(given.reason).toBe(TIMED_OUT);
    expect(String(TIMED_OUT)).toBe('Symbol(timed out)');
  });

  it('ends with its parent, for the same reason, and leaves no timer', async () => {
    const { clock, parent, ended, given } = start();
    parent.abort('closing');
    expect(await ended).toBe('closing');
    expect([given.reason, clock.pendingTimers]).toEqual(['closing', 0]);
  });

  it('ends at once where its parent has ended before', async () => {
    const clock = new ManualClock();
    let given: AbortSignal | undefined;
    const outcome = withTimeout(clock, 100, AbortSignal.abort('over'), (signal) => {
      given = signal;
      return new Promise<never>(() => undefined);
    });
    expect(await caught(outcome)).toBe('over');
    expect([given?.aborted, clock.pendingTimers]).toEqual([true, 0]);
  });
});
