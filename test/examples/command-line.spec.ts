import { afterEach, describe, expect, it } from '@jest/globals';
import { DOCTOR_OPTIONS } from '../../lib/cli/commands/doctor.js';
import { TOKEN_OPTIONS } from '../../lib/cli/commands/token.js';
import { EXIT } from '../../lib/cli/exit-codes.js';
import { COMMANDS, USAGE } from '../../lib/cli/help.js';
import { Terminal, variablesFor } from '../cli/terminal.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { code, page, table } from './pages.js';

const text = page('command-line');

describe('docs/command-line.md', () => {
  it('has the exit codes, in the words of --help', () => {
    const rows = table(text, 'exit-codes');
    expect(rows.map(([number]) => Number(number))).toEqual(Object.values(EXIT));
    for (const [number, meaning] of rows) expect(USAGE).toContain(`  ${number}  ${meaning}\n`);
  });

  it('has every command with its options', () => {
    const options = { doctor: DOCTOR_OPTIONS, token: TOKEN_OPTIONS };
    const rows = table(text, 'commands').map(([name, list]) => [code(name)[0], code(list)]);
    const known = (name: keyof typeof COMMANDS) => Object.keys(options[name]).map((option) => `--${option}`);
    expect(rows).toEqual((Object.keys(COMMANDS) as (keyof typeof COMMANDS)[]).map((name) => [name, known(name)]));
  });
});

describe('the doctor of docs/command-line.md', () => {
  let fake: FakeAspose;
  afterEach(() => fake.stop());

  it('prints the example', async () => {
    fake = await FakeAspose.start();
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' });
    const terminal = new Terminal({ ...variablesFor(fake), ASPOSE_CLIENT_SECRET: 'wrong' });
    expect(await terminal.run('doctor')).toBe(EXIT.credentials);
    const [, example] = /<!-- doctor -->\n```text\n([\s\S]*?)```/.exec(text) ?? [];
    expect(terminal.out.replaceAll(fake.url.slice('http://'.length), '127.0.0.1:4000')).toBe(example);
  });
});
