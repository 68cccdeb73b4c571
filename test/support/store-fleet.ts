import { randomUUID } from 'node:crypto';
import { EMPTY } from 'rxjs';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { createStoreReporter, createTokenSharing } from '../../lib/store/token-sharing.js';
import { TokenClient } from '../../lib/token/token-client.js';
import { TokenManager } from '../../lib/token/token-manager.js';
import type { TokenHttpResponse } from '../../lib/token/token-response.js';
import type { Clock } from '../../lib/util/clock.js';
import { ManualClock } from './manual-clock.js';
import { MemoryStore } from './memory-store.js';
import { settingsWith } from './settings.js';
import { settled } from './token-harness.js';

export const credentials = () => ({ clientId: randomUUID(), clientSecret: randomUUID() });

/** The clock of one process: its wall clock is off, and its other clocks began at another time. */
const skew = (clock: Clock, member: number, wallOffsetMs: number): Clock => ({
  now: () => clock.now() + wallOffsetMs,
  elapsed: () => clock.elapsed() + member * 1_000_000.125,
  monotonic: () => clock.monotonic() - member * 1_000.5,
  after: (ms, callback) => clock.after(ms, callback),
});

/**
 * Simulates processes of a fleet, an endpoint that responds when the test says so, and one real time for all.
 *
 * @param wallOffsetsMs By how much each process' wall clock is off. Default: not at all.
 */
export function fleet(
  size: number,
  options: AsposeAuthModuleOptions = {},
  own = credentials(),
  wallOffsetsMs: readonly number[] = [],
) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const pending: { reply: (reply: TokenHttpResponse) => void; member: number }[] = [];
  const events: AsposeAuthEvent[] = [];
  let sent = 0;
  const members = Array.from({ length: size }, (_, member) => {
    const settings = settingsWith({ ...own, ...options });
    const ownClock = skew(clock, member, wallOffsetsMs[member] ?? 0);
    const reporter = {
      events$: EMPTY,
      report: (event: AsposeAuthEvent) => void events.push(event),
      complete: () => undefined,
    };
    const random = () => member / size;
    const onStoreResult = createStoreReporter(settings, ownClock, reporter);
    const source = createTokenSharing(store, settings, { clock: ownClock, random, onStoreResult });
    const transport = (): Promise<TokenHttpResponse> => {
      sent += 1;
      return new Promise((reply) => pending.push({ reply, member }));
    };
    const client = new TokenClient(settings, { clock: ownClock, random, transport, source });
    return new TokenManager(client, { clock: ownClock, random, reporter, fetching: new Set() });
  });
  const tokenOf = (cycle: TokenManager): Promise<string> =>
    new Promise((resolve, reject) => {
      const held = cycle.getCached();
      if (held) resolve(held.value);
      else cycle.waitForToken().subscribe({ next: ({ value }) => resolve(value), error: reject });
    });
  const answer = async (reply: TokenHttpResponse) => {
    await settled();
    pending.shift()?.reply(reply);
    await settled();
  };
  const advance = async (ms: number, stepMs = 250) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(Math.min(stepMs, ms - passed));
      await settled();
    }
  };
  return { clock, store, members, pending, events, tokenOf, answer, advance, requests: () => sent };
}
