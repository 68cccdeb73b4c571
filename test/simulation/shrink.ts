import { describeEvent, type Plan, type PlanEvent } from './plan.js';
import { simulate } from './world.js';

const MAX_RUNS = 600;

/** Leaves out events as long as the same invariant is broken. */
export async function shrink(plan: Plan, invariant: string, isBroken = breaks): Promise<Plan> {
  let runs = 0;
  const fails = (events: readonly PlanEvent[]) => {
    runs += 1;
    return isBroken({ ...plan, events }, invariant);
  };
  let events = toSingleCalls(plan.events);
  if (!(await fails(events))) events = [...plan.events];
  for (let size = Math.ceil(events.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let index = 0; index < events.length && runs < MAX_RUNS; ) {
      const rest = events.filter((_, at) => at < index || at >= index + size);
      if (await fails(rest)) events = rest;
      else index += size;
    }
  }
  return { ...plan, events };
}

async function breaks(plan: Plan, invariant: string): Promise<boolean> {
  return (await simulate(plan)).violation?.invariant === invariant;
}

/** A run of calls becomes single ones, most of which can be left out. */
function toSingleCalls(events: readonly PlanEvent[]): PlanEvent[] {
  return events
    .flatMap((event): PlanEvent[] => {
      if (event.type !== 'calls') return [event];
      const { at, process, account, everyMs, times } = event;
      return Array.from({ length: times }, (_, index) => ({
        at: at + index * everyMs,
        type: 'call',
        process,
        account,
      }));
    })
    .sort((a, b) => a.at - b.at);
}

/** The plan, and what happened, in lines that people can read. */
export async function describeFailure(plan: Plan): Promise<string> {
  const { violation, trace } = await simulate(plan, true);
  const { events, clocks, ...settings } = plan;
  return [
    `Broken: ${violation?.invariant}: ${violation?.details}`,
    `Plan: ${JSON.stringify(settings)}`,
    ...clocks.map((clock, index) => `Clock of p${index}: ${JSON.stringify(clock)}`),
    'Events:',
    ...events.map((event) => `  ${describeEvent(event)}`),
    'Trace:',
    ...trace.map((line) => `  ${line}`),
  ].join('\n');
}
