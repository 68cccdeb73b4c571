import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AccessToken } from '../../lib/token/access-token.js';
import type { CachedToken } from '../../lib/token/token-state.js';
import { answered, granted, harness, settled } from '../support/token-harness.js';

const MINUTE = 60_000;
type Command =
  | { do: 'call'; abortable: boolean }
  | { do: 'take' }
  | { do: 'advance'; ms: number }
  | { do: 'reach'; moment: 'refreshAt' | 'waitAt' | 'expiresAt'; offset: number }
  | { do: 'grant'; life: unknown; lie: boolean }
  | { do: 'answer'; status: number; retryAfter?: string; error?: string }
  | { do: 'break' }
  | { do: 'abort' }
  | { do: 'reject'; late: boolean }
  | { do: 'close' };

const lives = fc.constantFrom(1, 2, 60, 3_600, 86_400, 0, -1, 'NaN', 1e20, '30', null);
const jumps = fc.oneof(
  fc.integer({ min: 1, max: 2_000 }),
  fc.integer({ min: 1, max: 20 * MINUTE }),
  fc.constant(24 * 60 * MINUTE),
);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('call' as const), abortable: fc.boolean() }) },
  { weight: 3, arbitrary: fc.constant({ do: 'take' as const }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: jumps }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('reach' as const),
      moment: fc.constantFrom('refreshAt' as const, 'waitAt' as const, 'expiresAt' as const),
      offset: fc.integer({ min: -1, max: 1 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('grant' as const), life: lives, lie: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Command>(
      { do: 'answer', status: 500 },
      { do: 'answer', status: 503, retryAfter: '30' },
      { do: 'answer', status: 429, retryAfter: '600' },
      { do: 'answer', status: 400, error: 'invalid_client' },
      { do: 'answer', status: 404 },
    ),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'break' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'abort' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('reject' as const), late: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ do: 'close' as const }) },
);

/** One schedule of callers, answers and time against the real manager. Each step ends with everything that must always hold. */
async function run(commands: readonly Command[], random: () => number): Promise<void> {
  const world = harness({}, random);
  const { clock, manager, tokens, pending, sentAt } = world;
  /** Rejected tokens, and when they expire by themselves. */
  const rejectedUntil = new Map<string, number>();
  const arrivedDead = new Set<string>();
  const refusedAt: number[] = [];
  const aborts: AbortController[] = [];
  const known: AccessToken[] = [];
  let best: CachedToken | undefined;
  let unsettled = 0;
  let serial = 0;

  const handedOut = (token: AccessToken) => {
    const now = clock.now();
    if (!arrivedDead.has(token.value)) expect(token.expiresAt.getTime()).toBeGreaterThan(now);
    expect(clock.elapsed()).toBeGreaterThanOrEqual(rejectedUntil.get(token.value) ?? 0);
    known.push(token);
  };
  const open = () => pending.filter(({ signal }) => !signal.aborted);
  const steps: { [K in Command['do']]: (command: Command & { do: K }) => unknown } = {
    call: ({ abortable }) => {
      const controller = new AbortController();
      if (abortable) aborts.push(controller);
      const { cached } = manager.state;
      const mustNotWait = cached !== undefined && clock.elapsed() < cached.waitAt;
      let isServed = false;
      unsettled += 1;
      void tokens
        .getToken({ signal: controller.signal })
        .then(handedOut, () => undefined)
        .finally(() => {
          isServed = true;
          unsettled -= 1;
        });
      return settled().then(() => {
        if (mustNotWait) expect(isServed).toBe(true);
      });
    },
    take: () => {
      try {
        const token = manager.getCached();
        if (token) handedOut(token);
      } catch {
        expect(tokens.current()).toBeUndefined();
      }
    },
    advance: ({ ms }) => clock.advance(ms),
    reach: ({ moment, offset }) => {
      const at = manager.state.cached?.[moment];
      if (at !== undefined && at + offset > clock.elapsed()) clock.advance(at + offset - clock.elapsed());
    },
    grant: ({ life, lie }) => {
      const request = open()[0];
      if (request === undefined) return;
      pending.splice(pending.indexOf(request), 1);
      const old = lie ? known.at(-1)?.value : undefined;
      serial += 1;
      const value = old ?? `token-${serial}`;
      const seconds = Number(life ?? 3_600);
      if (!(sentAt.at(-1)! + seconds * 1_000 > clock.now())) arrivedDead.add(value);
      return request.reply(granted(value, life));
    },
    answer: ({ status, retryAfter, error }) => {
      const request = open()[0];
      if (request === undefined) return;
      pending.splice(pending.indexOf(request), 1);
      if (status === 400) refusedAt.push(clock.now());
      return request.reply(answered(status, { 'retry-after': retryAfter }, error));
    },
    break: () => {
      const request = open()[0];
      if (request === undefined) return;
      pending.splice(pending.indexOf(request), 1);
      return request.fail('ECONNRESET');
    },
    abort: () => aborts.pop()?.abort(),
    reject: ({ late }) => {
      const token = late ? known[0] : tokens.current();
      if (token === undefined) return;
      const { cached } = manager.state;
      if (tokens.current()?.value === token.value) rejectedUntil.set(token.value, cached!.expiresAt);
      tokens.reject(token);
    },
    close: () => manager.close(),
  };

  for (const step of commands) {
    await (steps[step.do] as (command: Command) => unknown)(step);
    await settled();
    expect(open().length).toBeLessThanOrEqual(1);
    const { cached } = manager.state;
    if (cached && clock.elapsed() < cached.expiresAt) best = cached;
    const isGood = best && clock.elapsed() < best.expiresAt && !rejectedUntil.has(best.token.value);
    if (isGood) expect(tokens.current()).toBeDefined();
    for (const at of refusedAt) {
      expect(refusedAt.filter((other) => other >= at && other < at + 10 * MINUTE).length).toBeLessThanOrEqual(4);
    }
  }

  for (let round = 0; round < 20 && unsettled > 0; round += 1) {
    const request = open()[0];
    if (request) {
      pending.splice(pending.indexOf(request), 1);
      await request.reply(granted(`last-${round}`));
    }
    clock.advance(MINUTE);
    await settled();
  }
  expect(unsettled).toBe(0);
  manager.close();
  await settled();
  expect(clock.pendingTimers).toBe(0);
}

describe('T-1 … T-11 under any schedule of callers, answers and time', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  beforeAll(() => void process.on('unhandledRejection', note));
  afterAll(() => void process.off('unhandledRejection', note));

  const runs = Number(process.env.MODEL_RUNS ?? 1_500);
  it(`${runs} schedules`, async () => {
    const schedule = fc.array(command, { minLength: 1, maxLength: 60 });
    const random = fc.constantFrom(0, 0.25, 0.5, 0.999);
    const property = fc.asyncProperty(schedule, random, (commands, drawn) => run(commands, () => drawn));
    await fc.assert(property, { numRuns: runs, endOnFailure: false });
    expect(unhandled).toEqual([]);
  }, 300_000);
});
