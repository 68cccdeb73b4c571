import type { AsposeAuthError } from '../errors.js';
import { displayName } from './arguments.js';
import { formatJson, type Io } from './output.js';

/** Exit codes of the process, so that scripts can tell failures apart. `--help` lists them. */
export const EXIT = {
  success: 0,
  usage: 1,
  configuration: 2,
  network: 3,
  credentials: 4,
  lockedOut: 5,
  badResponse: 6,
  clock: 7,
  unexpectedError: 8,
} as const;

/** The exit code for an error of the package. */
export function toExitCode({ code, status }: AsposeAuthError): number {
  switch (code) {
    case 'ERR_ASPOSE_CREDENTIALS':
      return EXIT.credentials;
    case 'ERR_ASPOSE_LOCKED_OUT':
      return EXIT.lockedOut;
    case 'ERR_ASPOSE_TOKEN_RESPONSE':
      return EXIT.badResponse;
    case 'ERR_ASPOSE_UNAVAILABLE':
      return status === undefined ? EXIT.network : EXIT.badResponse;
    default:
      return EXIT.configuration;
  }
}

/**
 * Reports an error that no command expects: a missing library, or a bug.
 *
 * @returns The exit code.
 */
export function reportUnexpectedError(error: unknown, argv: readonly string[], { stdout, stderr }: Io): number {
  const [command = ''] = argv;
  const text = describeUnexpectedError(error);
  if (command === 'doctor' && argv.includes('--json')) {
    stdout.write(formatJson([{ check: 'program', status: 'fail', text }], EXIT.unexpectedError));
  }
  stderr.write(`aspose-auth${displayName(command)}: ${text}\n`);
  return EXIT.unexpectedError;
}

/** Describes an unexpected error in one line, without its message, which may contain a secret. */
export function describeUnexpectedError(error: unknown): string {
  const { name, message = '', stack = '' } = error instanceof Error ? error : { name: typeof error };
  const code = getErrorCode(error);
  const [, library] = /^Cannot find package '([\w@./-]+)'/.exec(message) ?? [];
  if (code === 'ERR_MODULE_NOT_FOUND' && library) return `${library} is not installed. Run: npm install ${library}`;
  const [, position] = /^ +at .*?([\w.-]+\.[cm]?js:\d+:\d+)\)?$/m.exec(stack) ?? [];
  return `unexpected error: ${name}${code ? ` (${code})` : ''}${position ? ` at ${position}` : ''}. Please report this line`;
}

/** The code of a system or library error, such as `ENOENT`. `undefined` if it has no code. */
export function getErrorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z][A-Z\d_]*$/.test(code) ? code : undefined;
}
