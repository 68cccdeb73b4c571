import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readArguments, shown } from '../../lib/cli/arguments.js';

const TABLE = { json: 'flag', 'no-token': 'flag', 'env-file': 'text', port: 'text' } as const;
const read = (...argv: string[]) => readArguments(argv, TABLE);

describe('the arguments of a command', () => {
  it.each([
    [[], {}],
    [['--json'], { json: true }],
    [['--no-token', '--json'], { 'no-token': true, json: true }],
    [['--env-file', 'a b.env'], { 'env-file': 'a b.env' }],
    [['--env-file=.env', '--port=1', '--port', '2'], { 'env-file': '.env', port: '2' }],
    [['--port=-1'], { port: '-1' }],
    [['--'], {}],
  ])('%j are read', (argv, values) => {
    expect(read(...argv)).toEqual({ values });
  });

  it.each([
    [['--jsn'], 'unknown option --jsn; did you mean --json?'],
    [['--po', '1'], 'unknown option --po; did you mean --port?'],
    [['--verbose'], 'unknown option --verbose'],
    [['-x'], 'unknown option -x'],
    [['--constructor'], 'unknown option --constructor'],
    [['--json=yes'], '--json takes no value'],
    [['--port'], '--port needs a value'],
    [['--port='], '--port needs a value'],
    [['--port', '--json'], '--port needs a value'],
  ])('%j are refused', (argv, problem) => {
    expect(read(...argv)).toEqual({ problem });
  });
});

describe('a secret on the command line is refused with the reason, and not repeated', () => {
  const secret = randomBytes(16).toString('hex');
  it.each([
    [['--client-secret', secret]],
    [[`--client-secret=${secret}`]],
    [[`--clientSecret=${secret}`]],
    [[`--CLIENT_SECRET=${secret}`]],
    [['--secret', secret]],
    [['--password', secret]],
    [['--app-key', secret]],
    [['--api-key', secret]],
    [['--token', secret]],
    [['--access-token', secret]],
    [[secret]],
    [['--json', secret]],
    [['--', secret]],
    [[`ASPOSE_CLIENT_SECRET=${secret}`]],
  ])('%#', (argv) => {
    const { problem } = read(...argv);
    expect(problem).toMatch(/Secrets never go on a command line: every user .* `ps`.* history/);
    expect(problem).toMatch(/Set ASPOSE_CLIENT_SECRET or ASPOSE_CLIENT_SECRET_FILE instead/);
    expect(problem).not.toContain(secret);
  });

  it.each([[`--${secret}`], [`--x${secret}`], [`--json=${secret}`], [`--foo=${secret}`], [`-p${secret}`]])(
    'nor repeated where it stands in an odd place: %#',
    (argument) => {
      const { problem = '' } = read(argument);
      expect(problem).not.toBe('');
      expect(problem).not.toContain(secret.slice(0, 8));
    },
  );
});

it.each([
  ['docter', ' docter'],
  ['--jsn', ' --jsn'],
  ['-x', ' -x'],
  ['--client-id2', ''],
  ['deadbeef01', ''],
  ['abcdefghijklmnopqrstuvwxyz', ''],
  ['\u001b[31mred', ''],
])('of a wrong word %j a message shows %j', (word, text) => {
  expect(shown(word)).toBe(text);
});
