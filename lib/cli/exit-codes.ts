import type { AsposeAuthError } from '../errors.js';
import { shown } from './arguments.js';
import { type Io, jsonOf } from './output.js';

/** What the process ends with, for scripts to tell troubles apart; `--help` lists them. */
export const EXIT = {
  fine: 0,
  usage: 1,
  configuration: 2,
  network: 3,
  credentials: 4,
  lockedOut: 5,
  badAnswer: 6,
  clock: 7,
  fault: 8,
} as const;

/** The exit code for a token that did not come. */
export function exitCodeFor({ code, status }: AsposeAuthError): number {
  switch (code) {
    case 'ERR_ASPOSE_CREDENTIALS':
      return EXIT.credentials;
    case 'ERR_ASPOSE_LOCKED_OUT':
      return EXIT.lockedOut;
    case 'ERR_ASPOSE_TOKEN_RESPONSE':
      return EXIT.badAnswer;
    case 'ERR_ASPOSE_UNAVAILABLE':
      return status === undefined ? EXIT.network : EXIT.badAnswer;
    default:
      return EXIT.configuration;
  }
}

/** The code of a system or library error, such as `ENOENT`; `undefined` where it has none. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z\d_]*$/.test(code) ? code : undefined;
}

/** What was thrown that nobody foresaw, in one line. Never its message, which may hold what the program was working on. */
export function faultOf(error: unknown): string {
  const { name, message = '', stack = '' } = error instanceof Error ? error : { name: typeof error };
  const code = codeOf(error);
  const [, library] = /^Cannot find package '([\w@./-]+)'/.exec(message) ?? [];
  if (code === 'ERR_MODULE_NOT_FOUND' && library)
    return `${library} is not installed here. Run: npm install ${library}`;
  const [, place] = /^ +at .*?([\w.-]+\.[cm]?js:\d+:\d+)\)?$/m.exec(stack) ?? [];
  const what = `${name}${code ? ` (${code})` : ''}${place ? ` at ${place}` : ''}`;
  return `a fault of this program: ${what}. Please report it with this line`;
}

/** Says that a command failed in a way that nobody foresaw. @returns The exit code. */
export function failed(error: unknown, argv: readonly string[], { stdout, stderr }: Io): number {
  const [command = ''] = argv;
  const text = faultOf(error);
  if (command === 'doctor' && argv.includes('--json')) {
    stdout.write(jsonOf([{ check: 'program', status: 'fail', text }], EXIT.fault));
  }
  stderr.write(`aspose-auth${shown(command)}: ${text}\n`);
  return EXIT.fault;
}
