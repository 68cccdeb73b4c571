import { suggest } from '../util/suggest.js';
import { displayName, parseArguments } from './arguments.js';
import { EXIT } from './exit-codes.js';
import { COMMANDS, HELP, USAGE } from './help.js';
import { type Io, printUsageError } from './output.js';

type Command = (argv: readonly string[], io: Io) => Promise<number>;

/** Commands are loaded on demand, so that `--help` starts fast and works without axios. */
const LOADERS: Readonly<Record<keyof typeof COMMANDS, () => Promise<Command>>> = {
  doctor: async () => (await import('./commands/doctor.js')).doctor,
  token: async () => (await import('./commands/token.js')).token,
};

/**
 * Runs the command line.
 *
 * @param argv The arguments after the program's name.
 * @returns The exit code.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const [first = '', ...rest] = argv;
  if (isCommand(first)) {
    if (rest.includes('--help') || rest.includes('-h')) return print(io, HELP[first]);
    const command = await LOADERS[first]();
    return command(rest, io);
  }
  if (first === '--help' || first === '-h' || first === 'help') return print(io, USAGE);
  if (first === '--version' || first === '-v') return print(io, `${io.readVersion()}\n`);
  if (first.startsWith('-')) {
    const { problem = 'wrong usage' } = parseArguments([first], { help: 'flag', version: 'flag' });
    printUsageError(io, 'aspose-auth', problem);
    return EXIT.usage;
  }
  if (first === 'sandbox') {
    printUsageError(io, 'aspose-auth', 'the sandbox is a package of its own. Run: npx aspose-cloud-sandbox');
    return EXIT.usage;
  }
  const suggestion = suggest(first, Object.keys(COMMANDS));
  const problem = first === '' ? 'no command specified' : `unknown command${displayName(first)}`;
  io.stderr.write(`aspose-auth: ${problem}${suggestion ? `; did you mean ${suggestion}?` : ''}\n\n${USAGE}`);
  return EXIT.usage;
}

function isCommand(word: string): word is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, word);
}

function print({ stdout }: Io, text: string): number {
  stdout.write(text);
  return EXIT.success;
}
