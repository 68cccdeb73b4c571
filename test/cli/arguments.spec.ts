import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { displayName, parseArguments } from '../../lib/cli/arguments.js';
import { suggest } from '../../lib/util/suggest.js';

const TABLE = { json: 'flag', 'no-token': 'flag', 'env-file': 'text', port: 'text' } as const;
const parse = (...argv: string[]) => parseArguments(argv, TABLE);

describe('the arguments of a command', () => {
  it.each([
    [[], {}],
    [['--json'], { json: true }],
    [['--no-token', '--json'], { 'no-token': true, json: true }],
    [['--env-file', 'a b.env'], { 'env-file': 'a b.env' }],
    [['--env-file=.env', '--port=1', '--port', '2'], { 'env-file': '.env', port: '2' }],
    [['--port=-1'], { port: '-1' }],
    [['--'], {}],
  ])('%j are parsed', (argv, values) => {
    expect(parse(...argv)).toEqual({ values });
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
  ])('%j are a problem', (argv, problem) => {
    expect(parse(...argv)).toEqual({ problem });
  });
});

describe('a secret on the command line is rejected with the reason, and not repeated', () => {
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
    const { problem } = parse(...argv);
    expect(problem).toMatch(/Never pass a secret on the command line: every user .* `ps`.* history/);
    expect(problem).toMatch(/Set ASPOSE_CLIENT_SECRET or ASPOSE_CLIENT_SECRET_FILE instead/);
    expect(problem).not.toContain(secret);
  });

  it.each([[`--${secret}`], [`--x${secret}`], [`--json=${secret}`], [`--foo=${secret}`], [`-p${secret}`]])(
    'nor is it repeated in an unusual place: %#',
    (argument) => {
      const { problem = '' } = parse(argument);
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
])('a message shows the unknown word %j as %j', (word, text) => {
  expect(displayName(word)).toBe(text);
});

const KNOWN = ['doctor', 'token', 'sandbox'];

it.each([
  ['docter', 'doctor'],
  ['dcotor', 'doctor'],
  ['tokens', 'token'],
  ['sand', 'sandbox'],
  ['t', 'token'],
  ['dokter', 'doctor'],
  ['boxsand', undefined],
  ['help', undefined],
  ['', undefined],
  ['d'.repeat(41), undefined],
])('for %j it suggests %j', (word, suggestion) => {
  expect(suggest(word, KNOWN)).toBe(suggestion);
});
