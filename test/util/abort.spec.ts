import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Observable, of, Subject, throwError } from 'rxjs';
import { firstValueOrAbort, pause, TIMED_OUT, withTimeout } from '../../lib/util/abort.js';
import { ManualClock } from '../support/manual-clock.js';
import { caught, settled } from '../support/token-harness.js';

/** Something that runs for as long as the test wants, bounded to 100 ms. */
function start() {
  const clock = new ManualClock();
  const parent = new AbortController();
  let run: { given: AbortSignal; resolve: (value: string) => void; reject: (error: Error) => void } | undefined;
  const outcome = withTimeout(
    clock,
    100,
    (given) =>
      new Promise<string>((resolve, reject) => {
        run = { given, resolve, reject };
      }),
    parent.signal,
  );
  return { clock, parent, outcome, ended: caught(outcome), ...run! };
}

describe('T-12 work of strangers', () => {
  it.each<[string, () => unknown, unknown]>([
    [
      'throws at once',
      () => {
        throw new Error('thrown');
      },
      new Error('thrown'),
    ],
    ['returns no promise', () => 'value', undefined],
  ])('that %s settles, and leaves nothing behind', async (_what, work, error) => {
    const clock = new ManualClock();
    expect(await caught(withTimeout(clock, 100, work))).toEqual(error);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('T-9 work with a timeout', () => {
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

  it('T-9 does not begin if its parent has ended before', async () => {
    const clock = new ManualClock();
    let given: AbortSignal | undefined;
    const outcome = withTimeout(
      clock,
      100,
      (signal) => {
        given = signal;
        return new Promise<never>(() => undefined);
      },
      AbortSignal.abort('over'),
    );
    expect(await caught(outcome)).toBe('over');
    expect([given, clock.pendingTimers]).toEqual([undefined, 0]);
  });
});

/** A pause of 200 ms before its jitter. */
function startPause(random = 0, controller = new AbortController()) {
  const clock = new ManualClock();
  let isOver = false;
  const ended = caught(
    pause({ clock, random: () => random }, 200, controller.signal).then(() => {
      isOver = true;
    }),
  );
  const listeners = () => getEventListeners(controller.signal, 'abort').length;
  return { clock, controller, ended, listeners, isOver: () => isOver };
}

describe('T-7 a pause', () => {
  it.each([
    [0, 100],
    [0.5, 150],
    [0.999, 199.9],
  ])('is jittered down to half (random %d: %d ms)', async (random, ms) => {
    const { clock, ended, isOver, listeners } = startPause(random);
    clock.advance(ms - 0.5);
    await settled();
    expect(isOver()).toBe(false);
    clock.advance(0.5);
    expect([await ended, isOver(), listeners()]).toEqual([undefined, true, 0]);
  });

  it('ends with an abort, for its reason, and leaves no timer', async () => {
    const { clock, controller, ended } = startPause();
    controller.abort('closing');
    expect([await ended, clock.pendingTimers]).toEqual(['closing', 0]);
  });

  it('does not begin after an abort', async () => {
    const controller = new AbortController();
    controller.abort('over');
    const { clock, ended } = startPause(0, controller);
    expect([await ended, clock.pendingTimers]).toEqual(['over', 0]);
  });
});

/** A wait whose source and signal the test moves; `aborts` counts the errors made for the caller. */
function wait(controller: AbortController | undefined = new AbortController()) {
  const source = new Subject<string>();
  const log = { aborts: 0 };
  const given = new Error('given up');
  const promise = firstValueOrAbort(source, controller.signal, () => {
    log.aborts += 1;
    return given;
  });
  const listeners = () => getEventListeners(controller.signal, 'abort').length;
  return { source, controller, log, given, listeners, promise, ended: caught(promise) };
}

describe('T-9 the first value', () => {
  it('arrives, and an abort after that is nobody’s', async () => {
    const { source, controller, log, listeners, promise } = wait();
    expect(listeners()).toBe(1);
    source.next('one');
    source.next('two');
    expect(listeners()).toBe(0);
    controller.abort();
    expect([await promise, log.aborts]).toEqual(['one', 0]);
  });

  it('fails as the source fails, and an abort after that is nobody’s', async () => {
    const { source, controller, log, listeners, ended } = wait();
    const error = new Error('source');
    source.error(error);
    expect(listeners()).toBe(0);
    controller.abort();
    expect([await ended, log.aborts]).toEqual([error, 0]);
  });

  it('is given up at once on abort; the source is left, for others to use', async () => {
    const { source, controller, log, given, listeners, ended } = wait();
    expect(source.observed).toBe(true);
    controller.abort();
    expect([source.observed, log.aborts, listeners()]).toEqual([false, 1, 0]);
    expect(await ended).toBe(given);
  });

  it('is not even asked for after an abort', async () => {
    let subscriptions = 0;
    const source = new Observable<string>((subscriber) => {
      subscriptions += 1;
      subscriber.next('one');
    });
    const given = new Error('given up');
    expect(await caught(firstValueOrAbort(source, AbortSignal.abort(), () => given))).toBe(given);
    expect(subscriptions).toBe(0);
  });

  it('needs no signal', async () => {
    const never = () => new Error('unreachable');
    const error = new Error('source');
    expect(await firstValueOrAbort(of('one'), undefined, never)).toBe('one');
    expect(
      await caught(
        firstValueOrAbort(
          throwError(() => error),
          undefined,
          never,
        ),
      ),
    ).toBe(error);
  });
});

describe('T-9 an abort while subscribing', () => {
  it('by something that the source calls ends the wait, and the subscription', async () => {
    const controller = new AbortController();
    let isActive = true;
    const source = new Observable<string>(() => {
      controller.abort();
      return () => {
        isActive = false;
      };
    });
    const error = new Error('stopped');
    expect(await caught(firstValueOrAbort(source, controller.signal, () => error))).toBe(error);
    expect(isActive).toBe(false);
  });
});
