import { describe, expect, it } from '@jest/globals';
import { DOCTOR_OPTIONS } from '../../lib/cli/commands/doctor.js';
import { TOKEN_OPTIONS } from '../../lib/cli/commands/token.js';
import { EXIT } from '../../lib/cli/exit-codes.js';
import { COMMANDS, HELP, USAGE } from '../../lib/cli/help.js';
import { Terminal } from './terminal.js';

const run = async (...argv: string[]) => {
  const terminal = new Terminal();
  return { code: await terminal.run(...argv), out: terminal.out, err: terminal.err };
};

describe('aspose-auth', () => {
  it.each([['--help'], ['-h'], ['help']])('%s prints the usage', async (argument) => {
    expect(await run(argument)).toEqual({ code: 0, out: USAGE, err: '' });
  });

  it.each(['doctor', 'token'] as const)('%s --help prints its own', async (command) => {
    expect(await run(command, '--help')).toEqual({ code: 0, out: HELP[command], err: '' });
    expect(await run(command, '-h')).toEqual({ code: 0, out: HELP[command], err: '' });
  });

  it.each([['--version'], ['-v']])('%s prints the version', async (argument) => {
    expect(await run(argument)).toEqual({ code: 0, out: '9.9.9\n', err: '' });
  });

  it.each([
    [[], 'aspose-auth: no command specified\n\nUsage: '],
    [['docter'], 'aspose-auth: unknown command docter; did you mean doctor?\n\nUsage: '],
    [['serve'], 'aspose-auth: unknown command serve\n\nUsage: '],
    [['constructor'], 'aspose-auth: unknown command constructor\n\nUsage: '],
    [['0123456789abcdef'], 'aspose-auth: unknown command\n\nUsage: '],
    [['--hlep'], 'aspose-auth: unknown option --hlep; did you mean --help?\nSee aspose-auth --help\n'],
    [['--client-secret', 'x', 'doctor'], 'aspose-auth: Never pass a secret on the command line'],
    [
      ['doctor', '--jsn'],
      'aspose-auth doctor: unknown option --jsn; did you mean --json?\nSee aspose-auth doctor --help',
    ],
    [['token', 'x'], 'aspose-auth token: only options are accepted. Never pass a secret'],
    [
      ['sandbox', '--port', '4000'],
      'aspose-auth: the sandbox is a package of its own. Run: npx aspose-cloud-sandbox\nSee aspose-auth --help\n',
    ],
    [['sandbox', '--help'], 'aspose-auth: the sandbox is a package of its own. Run: npx aspose-cloud-sandbox\n'],
  ])('%j is wrong usage: exit 1, nothing on stdout', async (argv, message) => {
    const { code, out, err } = await run(...argv);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.slice(0, message.length)).toBe(message);
  });
});

describe('the help', () => {
  it.each([
    ['doctor', DOCTOR_OPTIONS],
    ['token', TOKEN_OPTIONS],
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

  it('names the package of the sandbox', () => {
    expect(USAGE).toContain('npx aspose-cloud-sandbox');
  });

  it('fits into a terminal of 125 columns', () => {
    for (const text of [USAGE, ...Object.values(HELP)]) {
      expect(text.split('\n').filter((line) => line.length > 125)).toEqual([]);
    }
  });
});
