import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArguments } from '../arguments.js';
import { type CheckResult, getExitCode } from '../doctor/check-result.js';
import { runChecks } from '../doctor/run-checks.js';
import { findIgnoredProxies, readVariables } from '../environment.js';
import { EXIT } from '../exit-codes.js';
import { formatJson, formatLine, type Io, printUsageError, supportsColour } from '../output.js';

const NAME = 'aspose-auth doctor';

/** Options of `aspose-auth doctor`. */
export const DOCTOR_OPTIONS = {
  'no-token': 'flag',
  json: 'flag',
  account: 'text',
  env: 'text',
  'env-file': 'text',
} as const;

/**
 * Checks everything that getting a token depends on, and says how to fix what is wrong.
 *
 * @returns The exit code.
 */
export async function doctor(argv: readonly string[], io: Io): Promise<number> {
  const { values, problem } = parseArguments(argv, DOCTOR_OPTIONS);
  const read = problem === undefined ? readVariables(io, values.env ?? values['env-file']) : { problem };
  if (typeof read !== 'function') {
    if (argv.includes('--json')) {
      io.stdout.write(formatJson([{ check: 'usage', status: 'fail', text: read.problem }], EXIT.usage));
    }
    printUsageError(io, NAME, read.problem);
    return EXIT.usage;
  }
  const { json, account, 'no-token': noToken, env, 'env-file': file = env } = values ?? {};
  const useColour = !json && supportsColour(io.stdout, io.env);
  const results: CheckResult[] = [];
  for await (const result of runChecks(read, { account, requestsToken: !noToken, env: io.env })) {
    if (result.status !== 'note') results.push(result);
    if (!json) io.stdout.write(formatLine(result, useColour));
    else if (result.status === 'note') io.stderr.write(`${NAME}: ${result.text}\n`);
  }
  const exitCode = getExitCode(results);
  if (exitCode === EXIT.configuration && file === undefined && existsSync(join(io.cwd, '.env'))) {
    io.stderr.write(`${NAME}: the .env file in this folder was not read. To read it, pass --env .env\n`);
  }
  const ignored = findIgnoredProxies(read, io).join(', ');
  if (ignored !== '') {
    io.stderr.write(
      `${NAME}: proxy variables of ${file} have no effect: ${ignored}. Set them in the environment instead\n`,
    );
  }
  if (json) io.stdout.write(formatJson(results, exitCode));
  return exitCode;
}
