import { shown } from './arguments.js';
import { codeOf } from './code-of.js';
import { EXIT } from './exit-codes.js';
import type { Io } from './io.js';
import { jsonOf } from './output.js';

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
