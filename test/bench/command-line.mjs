import { parseArgs } from 'node:util';

export const USAGE = `npm run bench -- [scenario…] [options]

  --rounds N        how often each case is run, in turns (default 5)
  --only A,B        these alternatives
  --against DIR     compares with another build of this library as well
  --targets         what this package is to reach, with medians, quartiles and pass or fail (default 9 rounds)
  --short           few and short cases; fails on ratios with a wide margin (for CI)
  --json            prints each result as a line of JSON instead of tables
  --write           puts the tables of this run into docs/performance.md`;

const OPTIONS = {
  rounds: { type: 'string' },
  only: { type: 'string' },
  against: { type: 'string' },
  short: { type: 'boolean' },
  targets: { type: 'boolean' },
  json: { type: 'boolean' },
  write: { type: 'boolean' },
  help: { type: 'boolean' },
};

/** Reads the command line. Throws if an argument is unknown. */
export function readCommandLine(args) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const rounds = Number(values.rounds ?? (values.short ? 1 : values.targets ? 9 : 5));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds}: give a number from 1 on.`);
  const scenarios = positionals.length > 0 ? positionals : undefined;
  return { ...values, rounds, scenarios, only: values.only?.split(',') };
}
