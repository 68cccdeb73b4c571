import { AsposeAuthError } from '../../errors.js';
import { accountVariables } from '../../options/environment.js';
import { createTokenTransport } from '../../token/token-endpoint.js';
import { type FetchOptions, fetchToken } from '../../token/token-fetch.js';
import { systemClock } from '../../util/clock.js';
import { readArguments } from '../arguments.js';
import { accountOf, variablesOf } from '../environment.js';
import { codeOf, EXIT, exitCodeFor } from '../exit-codes.js';
import { complain, type Io } from '../output.js';

const NAME = 'aspose-auth token';
/** As an application tries: network trouble and 5xx are tried again, refused credentials are not. */
const PLAN: FetchOptions = {
  attempts: 3,
  signal: new AbortController().signal,
  isWanted: () => true,
  onSend: () => undefined,
};

/** Options of `aspose-auth token`. */
export const TOKEN_OPTIONS = { show: 'flag', account: 'text', 'env-file': 'text' } as const;

/** Prints a token, and nothing else, to stdout. */
export async function token(argv: readonly string[], io: Io): Promise<number> {
  const { values, problem } = readArguments(argv, TOKEN_OPTIONS);
  const read = problem === undefined ? variablesOf(io, values['env-file']) : { problem };
  if (typeof read !== 'function') {
    complain(io, NAME, read.problem);
    return EXIT.usage;
  }
  if (io.stdout.isTTY && !values?.show) {
    const why = 'stdout is a terminal, where a token stays to be read and recorded. Pipe it, or pass --show';
    io.stderr.write(`${NAME}: refused: ${why}\n`);
    return EXIT.usage;
  }
  try {
    const settings = accountOf(read, values?.account);
    if (settings.anonymous) {
      const variable = accountVariables(settings.name, read).getName('ASPOSE_ANONYMOUS');
      throw new AsposeAuthError('ERR_ASPOSE_CONFIG', `${variable} is set, so there is no token. Unset it.`);
    }
    const tools = { clock: systemClock(), random: Math.random, send: createTokenTransport(settings) };
    const { value } = await fetchToken(settings, tools, PLAN);
    io.stdout.write(`${value}\n`);
    return EXIT.fine;
  } catch (error) {
    if (!AsposeAuthError.is(error)) throw error;
    const beneath = codeOf(error.cause);
    io.stderr.write(`${NAME}: ${error.message}${beneath ? ` (${beneath})` : ''}\n`);
    return exitCodeFor(error);
  }
}
