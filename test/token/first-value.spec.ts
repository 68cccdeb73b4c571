import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { Observable, of, Subject, throwError } from 'rxjs';
import { firstValueOrAbort } from '../../lib/util/abort.js';
import { caught } from '../support/cycle.js';

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
