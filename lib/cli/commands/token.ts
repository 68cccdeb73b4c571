import { AsposeAuthError } from '../../errors.js';
import { createAccountVariables } from '../../options/environment.js';
import { type FetchOptions, TokenClient } from '../../token/token-client.js';
import { createTokenTransport } from '../../token/token-endpoint.js';
import { systemClock } from '../../util/clock.js';
import { parseArguments } from '../arguments.js';
import { describeError, readVariables, resolveAccount } from '../environment.js';
import { EXIT, toExitCode } from '../exit-codes.js';
import { type Io, printUsageError } from '../output.js';

const NAME = 'aspose-auth token';

/** Options of `aspose-auth token`. */
export const TOKEN_OPTIONS = { show: 'flag', account: 'text', env: 'text', 'env-file': 'text' } as const;

/** The same attempts as in an application: network errors and 5xx are retried, rejected credentials are not. */
const FETCH_OPTIONS: FetchOptions = {
  maxAttempts: () => 3,
  signal: new AbortController().signal,
  isWanted: () => true,
  isCurrent: () => true,
  onSend: () => undefined,
};

/**
 * Prints a token, and nothing else, to stdout.
 *
 * @returns The exit code.
 */
export async function token(argv: readonly string[], io: Io): Promise<number> {
  const { values, problem } = parseArguments(argv, TOKEN_OPTIONS);
  const read = problem === undefined ? readVariables(io, values.env ?? values['env-file']) : { problem };
  if (typeof read !== 'function') {
    printUsageError(io, NAME, read.problem);
    return EXIT.usage;
  }
  if (io.stdout.isTTY && !values?.show) {
    const reason = 'stdout is a terminal, where the token would stay visible';
    io.stderr.write(`${NAME}: ${reason}. Pipe the output, or pass --show\n`);
    return EXIT.usage;
  }
  try {
    const settings = resolveAccount(read, values?.account);
    if (settings.anonymous) {
      const variable = createAccountVariables(settings.name, read).getName('ASPOSE_ANONYMOUS');
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `${variable} is set, so there is no token. Unset it.`);
    }
    const dependencies = { clock: systemClock(), random: Math.random, transport: createTokenTransport(settings) };
    const { value } = await new TokenClient(settings, dependencies).fetchToken(FETCH_OPTIONS);
    io.stdout.write(`${value}\n`);
    return EXIT.success;
  } catch (error) {
    if (!AsposeAuthError.is(error)) throw error;
    io.stderr.write(`${NAME}: ${describeError(error)}\n`);
    return toExitCode(error);
  }
}
