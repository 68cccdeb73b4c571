import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { pause } from '../../lib/util/abort.js';
import { caught, settled } from '../support/cycle.js';
import { ManualClock } from '../support/manual-clock.js';

/** A pause of 200 ms before its jitter. */
function start(random = 0, controller = new AbortController()) {
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
    const { clock, ended, isOver, listeners } = start(random);
    clock.advance(ms - 0.5);
    await settled();
    expect(isOver()).toBe(false);
    clock.advance(0.5);
    expect([await ended, isOver(), listeners()]).toEqual([undefined, true, 0]);
  });

  it('ends with an abort, for its reason, and leaves no timer', async () => {
    const { clock, controller, ended } = start();
    controller.abort('closing');
    expect([await ended, clock.pendingTimers]).toEqual(['closing', 0]);
  });

  it('does not begin after an abort', async () => {
    const controller = new AbortController();
    controller.abort('over');
    const { clock, ended } = start(0, controller);
    expect([await ended, clock.pendingTimers]).toEqual(['over', 0]);
  });
});
