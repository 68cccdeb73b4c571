/** The line that imports the module. */
export const IMPORT_LINE = "import { AsposeAuthModule } from 'nestjs-aspose-auth';";

const VARIABLES = [
  ['ASPOSE_CLIENT_ID', '# Aspose Cloud: an application of https://dashboard.aspose.cloud/applications'],
  ['ASPOSE_CLIENT_SECRET', undefined],
] as const;

/** Adds the import line after the last import of a source, with the line breaks and quotes of the source. */
export function addImportLine(source: string): string {
  const lineBreak = source.includes('\r\n') ? '\r\n' : '\n';
  const lines = source.split(lineBreak);
  const last = lines.findLastIndex((line) => /^(import .*|\} from )['"].*['"];?\s*$/.test(line));
  const usesDoubleQuotes = /from "/.test(lines[last] ?? '');
  const line = usesDoubleQuotes ? IMPORT_LINE.replaceAll("'", '"') : IMPORT_LINE;
  return [...lines.slice(0, last + 1), line, ...lines.slice(last + 1)].join(lineBreak);
}

/** Adds the variables of this package, without values, at the end of an env file, unless they are there already. */
export function addVariables(example: string): string {
  const missing = VARIABLES.filter(([name]) => !new RegExp(`^\\s*#?\\s*${name}=`, 'm').test(example));
  if (missing.length === 0) return example;
  const before = example === '' || example.endsWith('\n') ? example : `${example}\n`;
  const lines = missing.flatMap(([name, comment]) => (comment ? [comment, `${name}=`] : [`${name}=`]));
  return `${before}${lines.join('\n')}\n`;
}

/** True if a source configures this package already. Comments do not count. */
export function isConfigured(source: string): boolean {
  return /\bAsposeAuthModule\s*\.\s*forRoot/.test(stripCommentsAndStrings(source));
}

/** True if a source imports the module class. */
export function importsModule(source: string): boolean {
  return /^\s*import\s*\{[^}]*\bAsposeAuthModule\b(?!\s+as\b)/m.test(stripCommentsAndStrings(source));
}

const PLAIN_IMPORTS = /^(['"]?)imports\1\s*:/;
/** Members that may define `imports` in a way that cannot be edited: spread, computed, shorthand, method, or a duplicate. */
const INDIRECT_IMPORTS = /^(\.\.\.|\[|((get|set|async)\s+)?['"]?imports\b)/;

/**
 * True if Nest reads an entry that is added to the `imports` of this module: they are a plain list or missing, and no later
 * member overrides them.
 */
export function acceptsImports(source: string): boolean {
  const members = findModuleMembers(stripCommentsAndStrings(source));
  const list = members?.findIndex((member) => PLAIN_IMPORTS.test(member)) ?? -1;
  return members !== undefined && !members.slice(list + 1).some((member) => INDIRECT_IMPORTS.test(member));
}

/** Members of the first decorator `@Module({ … })`. `undefined` if there is none. */
function findModuleMembers(code: string): string[] | undefined {
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

const COMMENT_OR_STRING = /\/\/.*|\/\*[\s\S]*?\*\/|(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^\\`])*`/g;

/** Removes comments, and everything but letters from strings, so that their text is not mistaken for code. */
function stripCommentsAndStrings(source: string): string {
  return source.replaceAll(COMMENT_OR_STRING, (match) => {
    const [quote = ''] = match;
    return quote === '/' ? ' ' : quote + match.slice(1, -1).replaceAll(/\W/g, ' ') + quote;
  });
}
