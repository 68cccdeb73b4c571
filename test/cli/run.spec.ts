import { describe, expect, it } from '@jest/globals';
import { DOCTOR_OPTIONS } from '../../lib/cli/commands/doctor.js';
import { FAULT_KINDS, SANDBOX_OPTIONS } from '../../lib/cli/commands/sandbox.js';
import { TOKEN_OPTIONS } from '../../lib/cli/commands/token.js';
import { EXIT } from '../../lib/cli/exit-codes.js';
import { COMMANDS, HELP, USAGE } from '../../lib/cli/help.js';
import { Terminal } from './terminal.js';

const on = async (...argv: string[]) => {
  const terminal = new Terminal();
  return { code: await terminal.run(...argv), out: terminal.out, err: terminal.err };
};

describe('aspose-auth', () => {
  it.each([['--help'], ['-h'], ['help']])('%s prints the usage', async (argument) => {
    expect(await on(argument)).toEqual({ code: 0, out: USAGE, err: '' });
  });

  it.each(['doctor', 'token', 'sandbox'] as const)('%s --help prints its own', async (command) => {
    expect(await on(command, '--help')).toEqual({ code: 0, out: HELP[command], err: '' });
    expect(await on(command, '-h')).toEqual({ code: 0, out: HELP[command], err: '' });
  });

  it.each([['--version'], ['-v']])('%s prints the version', async (argument) => {
    expect(await on(argument)).toEqual({ code: 0, out: '9.9.9\n', err: '' });
  });

  it.each([
    [[], 'aspose-auth: a command is missing\n\nUsage: '],
    [['docter'], 'aspose-auth: unknown command docter; did you mean doctor?\n\nUsage: '],
    [['serve'], 'aspose-auth: unknown command serve\n\nUsage: '],
    [['constructor'], 'aspose-auth: unknown command constructor\n\nUsage: '],
    [['0123456789abcdef'], 'aspose-auth: unknown command\n\nUsage: '],
    [['--hlep'], 'aspose-auth: unknown option --hlep; did you mean --help?\nSee aspose-auth --help\n'],
    [['--client-secret', 'x', 'doctor'], 'aspose-auth: Secrets never go on a command line'],
    [
      ['doctor', '--jsn'],
      'aspose-auth doctor: unknown option --jsn; did you mean --json?\nSee aspose-auth doctor --help',
    ],
    [['token', 'x'], 'aspose-auth token: takes options only. Secrets never go'],
    [
      ['sandbox', '--port', 'x'],
      'aspose-auth sandbox: --port must be a port, from 0 to 65535\nSee aspose-auth sandbox',
    ],
  ])('%j is wrong usage: exit 1, nothing on stdout', async (argv, message) => {
    const { code, out, err } = await on(...argv);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.slice(0, message.length)).toBe(message);
  });
});

describe('the help', () => {
  it.each([
    ['doctor', DOCTOR_OPTIONS],
    ['token', TOKEN_OPTIONS],
    ['sandbox', SANDBOX_OPTIONS],
  ] as const)('of %s names every option and no other', (command, options) => {
    const named = [...HELP[command].matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(options).sort());
  });

  it('names every command and exit code', () => {
    for (const command of Object.keys(COMMANDS)) expect(USAGE).toMatch(new RegExp(`^  ${command} `, 'm'));
    for (const text of [USAGE, HELP.doctor, HELP.token]) {
      const codes = [...text.matchAll(/^ {2}(\d) /gm)].map(([, digit]) => Number(digit));
      expect(codes).toEqual(Object.values(EXIT));
    }
  });

  it('names every kind of fault', () => {
    const kinds = (option: string) => {
      const [, list = ''] = new RegExp(`--${option} KIND +(.*)`).exec(HELP.sandbox) ?? [];
      return list.replace(' (default)', '').split(', ');
    };
    expect(kinds('fail-token-with')).toEqual(FAULT_KINDS.token);
    expect(kinds('fail-api-with')).toEqual(FAULT_KINDS.api);
  });

  it('fits into a terminal of 125 columns', () => {
    for (const text of [USAGE, ...Object.values(HELP)]) {
      expect(text.split('\n').filter((line) => line.length > 125)).toEqual([]);
    }
  });
});
