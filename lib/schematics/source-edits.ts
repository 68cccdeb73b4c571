const COMMENT_OR_TEXT = /\/\/.*|\/\*[\s\S]*?\*\/|(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^\\`])*`/g;

/** A source without comments, and of its texts the letters only, so that what it says is not taken for what it does. */
function codeOf(source: string): string {
  return source.replaceAll(COMMENT_OR_TEXT, (found) => {
    const [quote = ''] = found;
    return quote === '/' ? ' ' : quote + found.slice(1, -1).replaceAll(/\W/g, ' ') + quote;
  });
}

/** The members of the first decorator `@Module({ … })`; `undefined` where there is none. */
function membersIn(code: string): string[] | undefined {
  const start = /@Module\s*\(\s*\{/i.exec(code);
  const members = [''];
  let depth = 1;
  for (const letter of start ? code.slice(start.index + start[0].length) : '') {
    if ('{[('.includes(letter)) depth += 1;
    if ('}])'.includes(letter)) depth -= 1;
    if (depth === 0) return members.map((member) => member.trim());
    if (depth === 1 && letter === ',') members.push('');
    else members.push(`${members.pop() ?? ''}${letter}`);
  }
  return undefined;
}

const WRITTEN_OUT = /^(['"]?)imports\1\s*:/;
/** What may give imports in a way that nothing can be added to: spread, computed, shorthand, method, or a second time. */
const HIDDEN = /^(\.\.\.|\[|((get|set|async)\s+)?['"]?imports\b)/;

/**
 * Whether an entry of `imports` that is added to this module is read by Nest: the list is written out, or there is none, and
 * nothing that comes behind takes its place.
 */
export function takesImports(source: string): boolean {
  const members = membersIn(codeOf(source));
  const list = members?.findIndex((member) => WRITTEN_OUT.test(member)) ?? -1;
  return members !== undefined && !members.slice(list + 1).some((member) => HIDDEN.test(member));
}

/** Whether a source configures this package already; a comment about it does not count. */
export function isConfigured(source: string): boolean {
  return /\bAsposeAuthModule\s*\.\s*forRoot/.test(codeOf(source));
}

/** Whether a source imports the module class. */
export function importsModule(source: string): boolean {
  return /^\s*import\s*\{[^}]*\bAsposeAuthModule\b(?!\s+as\b)/m.test(codeOf(source));
}

/** The line that imports the module. */
export const IMPORT = "import { AsposeAuthModule } from 'nestjs-aspose-auth';";

const VARIABLES = [
  ['ASPOSE_CLIENT_ID', '# Aspose Cloud: an application of https://dashboard.aspose.cloud/applications'],
  ['ASPOSE_CLIENT_SECRET', undefined],
] as const;

/** A source with the import line after its last one, with line breaks and quotes as it has them. */
export function importLineAdded(source: string): string {
  const lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
  const lines = source.split(lineBreak);
  const last = lines.findLastIndex((line) => /^(import .*|\} from )['"].*['"];?\s*$/.test(line));
  const usesDouble = /from "/.test(lines[last] ?? '');
  const line = usesDouble ? IMPORT.replaceAll("'", '"') : IMPORT;
  return [...lines.slice(0, last + 1), line, ...lines.slice(last + 1)].join(lineBreak);
}

/** A file of variables with those of this package at its end, without values; unchanged where they are there. */
export function variablesAdded(example: string): string {
  const missing = VARIABLES.filter(([name]) => !new RegExp(`^\\s*#?\\s*${name}=`, 'm').test(example));
  if (missing.length === 0) return example;
  const before = example === '' || example.endsWith('\n') ? example : `${example}\n`;
  const lines = missing.flatMap(([name, comment]) => (comment ? [comment, `${name}=`] : [`${name}=`]));
  return `${before}${lines.join('\n')}\n`;
}
