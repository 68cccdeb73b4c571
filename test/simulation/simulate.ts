import { createPlan } from './create-plan.js';
import { describeFailure, shrink } from './shrink.js';
import { simulate } from './world.js';

/** Runs seeds. Exit code 1, and the shortest trace, if an invariant does not hold. */
async function main(words: readonly string[]): Promise<void> {
  const numberAfter = (name: string, otherwise: number) => {
    const index = words.indexOf(name);
    return index < 0 ? otherwise : Number(words[index + 1]);
  };
  if (words.includes('--regressions')) {
    const { runRegressions } = await import('./regressions.js');
    process.exitCode = runRegressions(numberAfter('--seeds', 3_000)) ? 0 : 1;
    return;
  }
  const from = numberAfter('--from', 1);
  const seeds = numberAfter('--seeds', 1_000);
  const isBrief = words.includes('--brief');
  const startedAt = Date.now();
  let simulatedMs = 0;
  let lastReport = startedAt;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const plan = createPlan(seed);
    const outcome = await simulate(plan);
    simulatedMs += outcome.simulatedMs;
    if (outcome.violation) {
      const { invariant, details } = outcome.violation;
      console.log(`seed ${seed}: ${invariant}: ${details}`);
      if (!isBrief) console.log(await describeFailure(await shrink(plan, invariant)));
      process.exitCode = 1;
      if (!words.includes('--all')) return;
    }
    if (Date.now() - lastReport > 60_000) {
      lastReport = Date.now();
      console.log(describeProgress(seed - from + 1, simulatedMs, lastReport - startedAt));
    }
  }
  console.log(describeProgress(seeds, simulatedMs, Date.now() - startedAt));
}

function describeProgress(seeds: number, simulatedMs: number, tookMs: number): string {
  const perMinute = Math.round((seeds / tookMs) * 60_000);
  const days = (simulatedMs / 86_400_000).toFixed(1);
  return `${seeds} seeds, ${days} days of simulated time, ${perMinute} seeds a minute`;
}

await main(process.argv.slice(2));
