import { nearest, readArguments, shown } from './arguments.js';
import { EXIT } from './exit-codes.js';
import { COMMANDS, HELP, USAGE } from './help.js';
import { complain, type Io } from './output.js';

type Command = (argv: readonly string[], io: Io) => Promise<number>;

/** Loaded when they are asked for, so that `--help` is there at once. */
const LOADERS: Readonly<Record<keyof typeof COMMANDS, () => Promise<Command>>> = {
  doctor: async () => (await import('./commands/doctor.js')).doctor,
  token: async () => (await import('./commands/token.js')).token,
  sandbox: async () => (await import('./commands/sandbox.js')).sandbox,
};

const isCommand = (word: string): word is keyof typeof COMMANDS => Object.hasOwn(COMMANDS, word);

/**
 * Runs the command line.
 *
 * @param argv What stands after the program's name.
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
  if (first === '--version' || first === '-v') return print(io, `${io.version()}\n`);
  if (first.startsWith('-')) {
    complain(io, 'aspose-auth', readArguments([first], { help: 'flag', version: 'flag' }).problem ?? 'wrong usage');
    return EXIT.usage;
  }
  const meant = nearest(first, Object.keys(COMMANDS));
  const what = first === '' ? 'a command is missing' : `unknown command${shown(first)}`;
  io.stderr.write(`aspose-auth: ${what}${meant ? `; did you mean ${meant}?` : ''}\n\n${USAGE}`);
  return EXIT.usage;
}

function print({ stdout }: Io, text: string): number {
  stdout.write(text);
  return EXIT.fine;
}
