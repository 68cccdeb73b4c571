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
