import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import ts from 'typescript';

/** A block of TypeScript in a page. */
export interface Snippet {
  /** `docs/fleets.md:12` */
  readonly where: string;
  readonly line: number;
  readonly code: string;
}

/** Pages of the documentation. */
export const PAGES = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((name) =>
  name.endsWith('.md'),
);

/** Finds the snippets of a page, except those marked `<!-- example:path -->`, which are compiled and run as files. */
export function snippetsIn(page: string): Snippet[] {
  const text = readFileSync(page, 'utf8').replaceAll(/(?<=<!-- example:\S+ -->\n```)ts/g, 'as');
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => {
    const line = text.slice(0, match.index).split('\n').length + 1;
    return { where: `${page}:${line}`, line, code: match[1] ?? '' };
  });
}

/** Compiles snippets, each as a module, and lists the errors with page and line. */
export function problemsIn(snippets: readonly Snippet[]): string[] {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('.'));
  const files = new Map(snippets.map((snippet, index) => [resolve(`test/examples/snippet-${index}.ts`), snippet]));
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  const textOf = (path: string) => {
    const snippet = files.get(resolve(path));
    return snippet && `import 'reflect-metadata';${snippet.code}`; // on the first line, so that line numbers stay
  };
  host.fileExists = (path) => textOf(path) !== undefined || disk.fileExists(path);
  host.readFile = (path) => textOf(path) ?? disk.readFile(path);
  host.getSourceFile = (path, target, ...rest) => {
    const text = textOf(path);
    return text === undefined
      ? disk.getSourceFile(path, target, ...rest)
      : ts.createSourceFile(path, text, target, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([path, { where, line }]) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const at = line + (source?.getLineAndCharacterOfPosition(start).line ?? 0);
      return `${where.replace(/:\d+$/, '')}:${at} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
  });
}
