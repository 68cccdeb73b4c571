import type {
  ApiFault,
  AsposeSandbox,
  AsposeSandboxOptions,
  SandboxFaults,
  TokenFault,
} from '../../../sandbox/src/index.js';
import { type OptionTable, readArguments, type Values } from '../arguments.js';
import { EXIT } from '../exit-codes.js';
import { complain, type Io } from '../output.js';

const NAME = 'aspose-auth sandbox';

type Start = (options: AsposeSandboxOptions) => Promise<AsposeSandbox>;

const startSandbox: Start = async (options) =>
  (await import('../../../sandbox/src/index.js')).AsposeSandbox.start(options);

/** Runs a sandbox until the process is told to end. What it prints is an `.env` file. */
export async function sandbox(argv: readonly string[], io: Io, start: Start = startSandbox): Promise<number> {
  const { values, problem } = readArguments(argv, SANDBOX_OPTIONS);
  const plan = problem === undefined ? readSandboxPlan(values) : { problem };
  if ('problem' in plan) {
    complain(io, NAME, plan.problem);
    return EXIT.usage;
  }
  let running: AsposeSandbox;
  try {
    running = await start(plan.options);
  } catch (error) {
    // Its own errors say what to do: another port, or what to install.
    const text = error instanceof Error ? error.message : String(error);
    io.stderr.write(`${NAME}: ${text.replace(/^AsposeSandbox: /, '')}\n`);
    return EXIT.usage;
  }
  Object.assign(running.faults, plan.faults);
  const { url, clientId, clientSecret } = running;
  const variables = { ASPOSE_BASE_URL: url, ASPOSE_CLIENT_ID: clientId, ASPOSE_CLIENT_SECRET: clientSecret };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  const stopped = io.untilStopped();
  io.stdout.write(`# Aspose sandbox at ${url}\n${lines.join('')}`);
  await stopped;
  await running.stop();
  return EXIT.fine;
}

/** Options of `aspose-auth sandbox`. */
export const SANDBOX_OPTIONS = {
  port: 'text',
  'token-lifetime': 'text',
  'token-latency': 'text',
  'api-latency': 'text',
  'fail-token': 'text',
  'fail-token-with': 'text',
  'fail-api': 'text',
  'fail-api-with': 'text',
  'retry-after': 'text',
} as const satisfies OptionTable;

type Name = keyof typeof SANDBOX_OPTIONS;

/** Kinds of faults by side, as `--fail-token-with` and `--fail-api-with` take them. */
export const FAULT_KINDS = {
  token: ['hang', 'reset', 'server-error', 'unavailable', 'no-access-token', 'no-expires-in'],
  api: ['unauthorized', 'hang', 'reset', 'server-error', 'unavailable'],
} as const satisfies { token: readonly TokenFault['kind'][]; api: readonly ApiFault['kind'][] };

/** How the sandbox is started, and how it misbehaves. */
export interface SandboxPlan {
  readonly options: AsposeSandboxOptions;
  readonly faults: Pick<SandboxFaults, 'tokenLatencyMs' | 'apiLatencyMs' | 'token' | 'api'>;
}

/** Longer delays would overflow a timer. */
const LONGEST_MS = 2 ** 31 - 1;

/** What the options of the command line mean; or the first thing that is wrong with them. */
export function readSandboxPlan(values: Values<typeof SANDBOX_OPTIONS>): SandboxPlan | { readonly problem: string } {
  const problems: string[] = [];

  /** A number; whole, but for a life, which may be shorter than a second. */
  const number = (name: Name, lowest: number, highest: number, what: string): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= lowest && value <= highest && (name === 'token-lifetime' || Number.isInteger(value))) return value;
    problems.push(`--${name} must be ${what}, from ${lowest} to ${highest}`);
    return undefined;
  };

  const fault = <Side extends 'token' | 'api'>(side: Side) => {
    const kinds: readonly (typeof FAULT_KINDS)[Side][number][] = FAULT_KINDS[side];
    const [times, named] = [values[`fail-${side}`], values[`fail-${side}-with`]];
    const kind = kinds.find((one) => one === (named ?? 'server-error'));
    if (kind === undefined) problems.push(`--fail-${side}-with must be one of ${kinds.join(', ')}`);
    if (times === undefined && named !== undefined) problems.push(`--fail-${side}-with needs --fail-${side} N or all`);
    if (times === undefined || kind === undefined) return undefined;
    const count = times === 'all' ? undefined : number(`fail-${side}`, 1, 1_000_000, 'a number of requests or all');
    return { kind, times: count, retryAfterSeconds: number('retry-after', 0, 86_400, 'whole seconds') };
  };

  const options = {
    port: number('port', 0, 65_535, 'a port'),
    tokenLifetimeSeconds: number('token-lifetime', 0.001, 31_536_000, 'seconds'),
  };
  const faults = {
    tokenLatencyMs: number('token-latency', 0, LONGEST_MS, 'milliseconds') ?? 0,
    apiLatencyMs: number('api-latency', 0, LONGEST_MS, 'milliseconds') ?? 0,
    token: fault('token'),
    api: fault('api'),
  };
  const [problem] = problems;
  return problem === undefined ? { options, faults } : { problem };
}
