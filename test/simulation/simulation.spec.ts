import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { createPlan } from './create-plan.js';
import type { Plan, PlanEvent } from './plan.js';
import { describeFailure, shrink } from './shrink.js';
import { simulate } from './world.js';

const REGRESSIONS = 'test/simulation/regressions';

/** A plan without disturbances, for tests that add their own. */
function calmPlan(events: readonly PlanEvent[], processes = 2): Plan {
  const clocks = Array.from({ length: processes }, () => ({ offsetMs: 0, rate: 1, originMs: 0.125 }));
  return { ...createPlan(1), ...CALM, clocks, events };
}

const CALM = {
  theme: 'calm',
  endpointRate: 1,
  storeRate: 1,
  store: 'none',
  endpointCaches: false,
  expiresIn: 'number',
  lifetimeS: 3_600,
  wrongScopes: [],
} as const;

const call = (at: number, process: number): PlanEvent => ({ at, type: 'call', process, account: 'default' });

describe('the simulator', () => {
  it('breaks no invariant in a thousand seeds', async () => {
    // In a process of its own, which is faster.
    const script = ['--no-warnings', '--import', './test/support/typescript.mjs', 'test/simulation/simulate.ts'];
    const { stdout } = await promisify(execFile)(process.execPath, [...script, '--seeds', '1000'], {
      env: { ...process.env, NODE_OPTIONS: '' },
    }).catch((error: unknown) => error as { stdout: string });
    expect(stdout).toMatch(/^1000 seeds, [\d.]+ days of simulated time/m);
    expect(stdout).not.toContain('Broken');
  }, 300_000);

  it.each(readdirSync(REGRESSIONS))('has a regression that applies to the code as it is: %s', async (patch) => {
    const words = ['apply', '-C1', '--recount', '--check', join(REGRESSIONS, patch)];
    await expect(promisify(execFile)('git', words)).resolves.toMatchObject({ stderr: '' });
  });

  it('has the same trace for the same seed, and another one for another', async () => {
    for (const seed of [2, 5, 11, 16, 36, 99, 182, 206]) {
      const [first, again, other] = [await run(seed), await run(seed), await run(seed + 1_000)];
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
    }
  }, 120_000);

  it('gives each process a guard of its own', async () => {
    const rejects = { at: 0, type: 'endpoint-fault', forMs: 60_000, kind: 'rejects', ms: 0 } as const;
    const { trace } = await simulate(
      calmPlan([rejects, call(10, 0), call(20, 1), call(1_500, 0), call(1_600, 1)]),
      true,
    );
    const sent = trace.filter((line) => line.includes('token.requested') && Number.parseFloat(line) < 60);
    expect(sent.map((line) => /p\d/.exec(line)?.[0])).toEqual(['p0', 'p1']);
  });

  it('stops the monotonic clock of a suspended process, and defers its timers', async () => {
    const hang = { at: 0, type: 'endpoint-fault', forMs: 1_000, kind: 'hang', ms: 0 } as const;
    const suspend = { at: 2_000, type: 'suspend', process: 0, forMs: 600_000 } as const;
    const { trace, violation } = await simulate(calmPlan([hang, call(500, 0), suspend], 1), true);
    expect(violation).toBeUndefined();
    const settled = trace.find((line) => line.includes('call 1 →')) ?? '';
    expect(Number.parseFloat(settled)).toBeGreaterThan(602);
  });

  it('shrinks a plan to the events that matter, and prints it', async () => {
    const noise = Array.from({ length: 20 }, (_, index) => call(1_000 + index, 1));
    const plan = calmPlan([...noise, { at: 2_000, type: 'call', process: 0, account: 'unknown' }]);
    const isBroken = (events: readonly PlanEvent[]) => events.some((one) => one.type === 'call' && one.process === 0);
    const shortest = await shrink(plan, 'a call of p0', (one) => Promise.resolve(isBroken(one.events)));
    expect(shortest.events).toEqual([plan.events.at(-1)]);
    expect(await describeFailure(shortest)).toMatch(
      /Events:\n +2\.000 s {2}call process=0.*\nTrace:\n[\s\S]*p0 call 1 of account "unknown"/,
    );
  });
});

const run = async (seed: number): Promise<readonly string[]> => (await simulate(createPlan(seed), true)).trace;
