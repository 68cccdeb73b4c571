import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from '../arguments.js';
import { exitCodeOf, type Finding } from '../doctor/check-result.js';
import { examine } from '../doctor/run-checks.js';
import { unusedProxies, variablesOf } from '../environment.js';
import { EXIT } from '../exit-codes.js';
import { complain, type Io, jsonOf, lineOf, wantsColour } from '../output.js';

const NAME = 'aspose-auth doctor';

/** Options of `aspose-auth doctor`. */
export const DOCTOR_OPTIONS = { 'no-token': 'flag', json: 'flag', account: 'text', 'env-file': 'text' } as const;

/** Checks all that stands between this machine and a token, and says what to do about it. */
export async function doctor(argv: readonly string[], io: Io): Promise<number> {
  const { values, problem } = readArguments(argv, DOCTOR_OPTIONS);
  const read = problem === undefined ? variablesOf(io, values['env-file']) : { problem };
  if (typeof read !== 'function') {
    if (argv.includes('--json')) {
      io.stdout.write(jsonOf([{ check: 'usage', status: 'fail', text: read.problem }], EXIT.usage));
    }
    complain(io, NAME, read.problem);
    return EXIT.usage;
  }
  const { json, account, 'no-token': noToken, 'env-file': file } = values ?? {};
  const colour = !json && wantsColour(io.stdout, io.env);
  const findings: Finding[] = [];
  for await (const finding of examine(read, { account, asksForToken: !noToken, env: io.env })) {
    if (finding.status !== 'note') findings.push(finding);
    if (!json) io.stdout.write(lineOf(finding, colour));
    else if (finding.status === 'note') io.stderr.write(`${NAME}: ${finding.text}\n`);
  }
  const exitCode = exitCodeOf(findings);
  if (exitCode === EXIT.configuration && file === undefined && existsSync(join(io.cwd, '.env'))) {
    io.stderr.write(`${NAME}: there is a .env here, which is read only with --env-file .env\n`);
  }
  const proxies = unusedProxies(read, io).join(', ');
  if (proxies !== '') {
    io.stderr.write(
      `${NAME}: not used, though in the file: ${proxies}. Proxies are read from the environment: set them there\n`,
    );
  }
  if (json) io.stdout.write(jsonOf(findings, exitCode));
  return exitCode;
}
