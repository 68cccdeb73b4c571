import { parseArgs } from 'node:util';
import { suggest } from '../util/suggest.js';

/** The options of a command: `'flag'` takes no value, `'text'` needs one. */
export type OptionTable = Readonly<Record<string, 'flag' | 'text'>>;

/** Values by option name. */
export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table]?: Table[Name] extends 'flag' ? true : string;
};

/** The parsed values, or the first problem. A problem never repeats what may be a secret. */
export type Arguments<Table extends OptionTable> =
  | { readonly values: Values<Table>; readonly problem?: undefined }
  | { readonly problem: string; readonly values?: undefined };

const NO_SECRETS =
  'Never pass a secret on the command line: every user of the machine can see it in `ps`, and the shell keeps it in its ' +
  'history. Set ASPOSE_CLIENT_SECRET or ASPOSE_CLIENT_SECRET_FILE instead. If this secret was real, replace it.';

/** Parses the arguments after a command's name. */
export function parseArguments<Table extends OptionTable>(argv: readonly string[], table: Table): Arguments<Table> {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') return { problem: `only options are accepted. ${NO_SECRETS}` };
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    if (kind === undefined) return { problem: describeUnknownOption(rawName, name, table) };
    if (kind === 'flag') {
      if (value !== undefined) return { problem: `--${name} takes no value` };
      values[name] = true;
    } else {
      const isMissing = value === undefined || value === '' || (!token.inlineValue && value.startsWith('-'));
      if (isMissing) return { problem: `--${name} needs a value` };
      values[name] = value;
    }
  }
  return { values: values as Values<Table> };
}

const SECRET_NAME = /secret|passw|pwd|appkey|apikey|clientkey|credential|accesstoken|bearer|^key$|^token$/;

function describeUnknownOption(rawName: string, name: string, table: OptionTable): string {
  if (SECRET_NAME.test(name.toLowerCase().replaceAll(/[-_]/g, ''))) return NO_SECRETS;
  const suggestion = suggest(name, Object.keys(table));
  return `unknown option${displayName(rawName)}${suggestion ? `; did you mean --${suggestion}?` : ''}`;
}

/** Usual option names. Anything else may be a misplaced secret and is not repeated. */
const PLAIN_NAME = /^-[a-z]$|^--[a-z]+(-[a-z]+)*$/i;
const MAX_NAME_LENGTH = 24;

/** A word of the command line for use in a message, after a space. Empty if the word may be a secret. */
export function displayName(word: string): string {
  const isPlain = word.length <= MAX_NAME_LENGTH && (PLAIN_NAME.test(word) || /^[a-z]+$/i.test(word));
  return isPlain ? ` ${word}` : '';
}
