import { parseArgs } from 'node:util';
import { AsposeSandbox } from './aspose-sandbox.js';
import { API_FAULT_KINDS, type SandboxFaults, TOKEN_FAULT_KINDS } from './faults.js';
import { type AsposeSandboxOptions, suggest } from './options.js';

const NAME = 'aspose-cloud-sandbox';

/** Kinds of faults that `--fail-token-with` and `--fail-api-with` accept. */
const FAULT_KINDS = { token: TOKEN_FAULT_KINDS, api: API_FAULT_KINDS } as const;

/** Breaks a list of kinds into lines for the help. */
function wrapKinds(kinds: readonly string[]): string {
  return `${kinds.join(', ')}; default server-error`.replaceAll(/(.{60,84}?) /g, '$1\n                          ');
}

const HELP = `Usage: ${NAME} [options]

Starts a local Aspose Cloud on 127.0.0.1, prints its address and the variables to use it, and runs until it is stopped
(Ctrl+C). Its credentials are not valid anywhere else.

  --port N                port; default: any free port
  --token-lifetime S      lifetime of tokens in seconds; default 86400
  --token-latency MS      delay of each response of the token endpoint
  --api-latency MS        delay of each response of the API
  --fail-token N          the first N token requests fail; \`all\` for every one
  --fail-token-with KIND  ${wrapKinds(FAULT_KINDS.token)}
  --fail-api N            the first N API requests fail; \`all\` for every one
  --fail-api-with KIND    ${wrapKinds(FAULT_KINDS.api)}
  --retry-after S         Retry-After of \`unavailable\` and \`too-many-requests\` in seconds; default 1
  --quota N               billable operations before the API responds with 429; default no limit
  --seed N                credentials that are the same for each run
  --expose-on ADDRESS     listen on this address instead of 127.0.0.1, in a container for example;
                          everyone who can reach it can use and control the sandbox
  --help, --version

Exit codes: 0 stopped, 1 could not start, 2 wrong usage.
`;

/** Exit codes of the command. */
const EXIT = { stopped: 0, notStarted: 1, usage: 2 } as const;

/** What the command reads and writes. Tests pass their own. */
export interface Io {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Version of the package. */
  readonly version: string;
  /** Resolves when the process is told to stop. */
  untilStopped(): Promise<void>;
}

/** Runs a sandbox until the process is told to stop. Its output is a valid `.env` file. @returns The exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const command = parseCommand(argv);
  if ('problem' in command) {
    io.stderr.write(`${NAME}: ${command.problem}\nSee ${NAME} --help\n`);
    return EXIT.usage;
  }
  if ('print' in command) {
    io.stdout.write(command.print === 'help' ? HELP : `${io.version}\n`);
    return EXIT.stopped;
  }
  let sandbox: AsposeSandbox;
  try {
    sandbox = await AsposeSandbox.start(command.options);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    io.stderr.write(`${NAME}: ${text.replace(/^AsposeSandbox: /, '')}\n`);
    return EXIT.notStarted;
  }
  Object.assign(sandbox.faults, command.faults);
  if (command.options.exposeOn !== undefined) {
    io.stderr.write(`${NAME}: everyone who can reach ${command.options.exposeOn} can use and control this sandbox\n`);
  }
  const { url, clientId, clientSecret } = sandbox;
  const variables = { ASPOSE_BASE_URL: url, ASPOSE_CLIENT_ID: clientId, ASPOSE_CLIENT_SECRET: clientSecret };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  const stopped = io.untilStopped();
  io.stdout.write(`# Aspose Cloud sandbox at ${url}\n${lines.join('')}`);
  await stopped;
  await sandbox.stop();
  return EXIT.stopped;
}

const OPTIONS = {
  port: { type: 'string' },
  'token-lifetime': { type: 'string' },
  'token-latency': { type: 'string' },
  'api-latency': { type: 'string' },
  'fail-token': { type: 'string' },
  'fail-token-with': { type: 'string' },
  'fail-api': { type: 'string' },
  'fail-api-with': { type: 'string' },
  'retry-after': { type: 'string' },
  quota: { type: 'string' },
  seed: { type: 'string' },
  'expose-on': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const;

type OptionName = keyof typeof OPTIONS;
type Values = { [Name in OptionName]?: string };

/** What a command line means, or the first problem with it. */
export type Command =
  | { readonly options: AsposeSandboxOptions; readonly faults: Partial<SandboxFaults> }
  | { readonly print: 'help' | 'version' }
  | { readonly problem: string };

export function parseCommand(argv: readonly string[]): Command {
  const { tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Values = {};
  for (const token of tokens) {
    // Arguments are not repeated in messages: one of them may be a secret in the wrong place.
    if (token.kind !== 'option') return { problem: 'takes options only' };
    if (!Object.hasOwn(OPTIONS, token.name)) {
      const suggestion = suggest(token.name, Object.keys(OPTIONS));
      return {
        problem: `unknown option ${token.rawName.slice(0, 24)}${suggestion ? `; did you mean --${suggestion}?` : ''}`,
      };
    }
    const name = token.name as OptionName;
    if (OPTIONS[name].type === 'boolean') {
      if (token.value !== undefined) return { problem: `--${name} takes no value` };
      return { print: name === 'help' ? 'help' : 'version' };
    }
    const { value, inlineValue } = token;
    if (value === undefined || value === '' || (!inlineValue && value.startsWith('-'))) {
      return { problem: `--${name} needs a value` };
    }
    values[name] = value;
  }
  return parseValues(values);
}

/** A longer delay would overflow a timer. */
const MAX_DELAY_MS = 2 ** 31 - 1;

function parseValues(values: Values): Command {
  const problems: string[] = [];

  /** Parses an integer, or for the lifetime any decimal number: it may be shorter than a second. */
  const parseNumber = (name: OptionName, min: number, max: number, what: string): number | undefined => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max && (name === 'token-lifetime' || Number.isInteger(value))) return value;
    problems.push(`--${name} must be ${what}, from ${min} to ${max}`);
    return undefined;
  };

  const retryAfterSeconds = parseNumber('retry-after', 0, 86_400, 'whole seconds');
  const parseFault = <Side extends 'token' | 'api'>(side: Side) => {
    const kinds: readonly (typeof FAULT_KINDS)[Side][number][] = FAULT_KINDS[side];
    const [times, kindName] = [values[`fail-${side}`], values[`fail-${side}-with`]];
    const kind = kinds.find((one) => one === (kindName ?? 'server-error'));
    if (kind === undefined) problems.push(`--fail-${side}-with must be one of ${kinds.join(', ')}`);
    if (times === undefined && kindName !== undefined) {
      problems.push(`--fail-${side}-with needs --fail-${side} N or all`);
    }
    if (times === undefined || kind === undefined) return undefined;
    const count =
      times === 'all' ? undefined : parseNumber(`fail-${side}`, 1, 1_000_000, 'a number of requests or all');
    return { kind, times: count, ...(hasRetryAfter(kind) && { retryAfterSeconds }) };
  };

  const options = {
    port: parseNumber('port', 0, 65_535, 'a port'),
    tokenLifetimeSeconds: parseNumber('token-lifetime', 0.001, 31_536_000, 'seconds'),
    quota: parseNumber('quota', 0, 1_000_000_000, 'a number of operations'),
    seed: parseNumber('seed', 0, 2 ** 32 - 1, 'an integer'),
    exposeOn: values['expose-on'],
  };
  const faults = {
    tokenLatencyMs: parseNumber('token-latency', 0, MAX_DELAY_MS, 'milliseconds') ?? 0,
    apiLatencyMs: parseNumber('api-latency', 0, MAX_DELAY_MS, 'milliseconds') ?? 0,
    token: parseFault('token'),
    api: parseFault('api'),
  };
  if (
    values['retry-after'] !== undefined &&
    ![faults.token, faults.api].some((fault) => fault && hasRetryAfter(fault.kind))
  ) {
    problems.push('--retry-after needs --fail-token-with or --fail-api-with unavailable or too-many-requests');
  }
  const [problem] = problems;
  return problem === undefined ? { options, faults } : { problem };
}

/** True for the kinds of faults that send `Retry-After`. */
function hasRetryAfter(kind: string): boolean {
  return kind === 'unavailable' || kind === 'too-many-requests';
}
