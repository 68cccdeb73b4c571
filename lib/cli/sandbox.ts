import type { AsposeSandbox, AsposeSandboxOptions } from '../sandbox/index.js';
import { readArguments } from './arguments.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { complain } from './output.js';
import { readSandboxPlan, SANDBOX_OPTIONS } from './sandbox-plan.js';

const NAME = 'aspose-auth sandbox';

type Start = (options: AsposeSandboxOptions) => Promise<AsposeSandbox>;

const startSandbox: Start = async (options) => (await import('../sandbox/index.js')).AsposeSandbox.start(options);

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
