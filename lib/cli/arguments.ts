import { parseArgs } from 'node:util';

/** The options of a command: `'flag'` takes no value, `'text'` needs one. */
export type OptionTable = Readonly<Record<string, 'flag' | 'text'>>;

/** What was given, by option name. */
export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table]?: Table[Name] extends 'flag' ? true : string;
};

/** What was given; or what is wrong with it, never repeating what may be a secret. */
export type Arguments<Table extends OptionTable> =
  | { readonly values: Values<Table>; readonly problem?: undefined }
  | { readonly problem: string; readonly values?: undefined };

const NO_SECRETS =
  'Secrets never go on a command line: every user of the machine sees it in `ps`, and the shell keeps it in its history. ' +
  'Set ASPOSE_CLIENT_SECRET or ASPOSE_CLIENT_SECRET_FILE instead, and replace the secret if this one was real.';

const SECRET_NAME = /secret|passw|pwd|appkey|apikey|clientkey|credential|accesstoken|bearer|^key$|^token$/;
/** Names as people write them; anything else may be a secret in the wrong place, and is not repeated. */
const PLAIN_NAME = /^-[a-z]$|^--[a-z]+(-[a-z]+)*$/i;
const LONGEST_NAME = 24;

/** A word of the command line as a message may show it. */
export function shown(word: string): string {
  const isPlain = word.length <= LONGEST_NAME && (PLAIN_NAME.test(word) || /^[a-z]+$/i.test(word));
  return isPlain ? ` ${word}` : '';
}

function unknown(rawName: string, name: string, table: OptionTable): string {
  if (SECRET_NAME.test(name.toLowerCase().replaceAll(/[-_]/g, ''))) return NO_SECRETS;
  const meant = nearest(name, Object.keys(table));
  return `unknown option${shown(rawName)}${meant ? `; did you mean --${meant}?` : ''}`;
}

/** Reads the arguments after a command's name. */
export function readArguments<Table extends OptionTable>(argv: readonly string[], table: Table): Arguments<Table> {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [name, { type: kind === 'flag' ? 'boolean' : 'string' } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') return { problem: `takes options only. ${NO_SECRETS}` };
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const kind = Object.hasOwn(table, name) ? table[name] : undefined;
    if (kind === undefined) return { problem: unknown(rawName, name, table) };
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

/** Edits (a letter more, less or another) that turn one word into the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of from.split('').entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split('').entries()) {
      next.push(Math.min(row[j]! + (letter === other ? 0 : 1), row[j + 1]! + 1, next[j]! + 1));
    }
    row = next;
  }
  return row.at(-1)!;
}

/** The known word that was probably meant: at most two edits away, or begun with what was written; else `undefined`. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word === '' || word.length > 40) return undefined;
  const begun = known.find((candidate) => candidate.startsWith(word));
  if (begun !== undefined) return begun;
  const ranked = known.map((candidate) => ({ candidate, edits: distance(word, candidate) }));
  const [best] = ranked.sort((a, b) => a.edits - b.edits);
  return best && best.edits <= 2 ? best.candidate : undefined;
}
