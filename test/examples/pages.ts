import { readdirSync, readFileSync } from 'node:fs';

export const DOCS = readdirSync('docs').filter((name) => name.endsWith('.md'));
/** Pages of `docs/decisions`, without its index. */
export const DECISIONS = readdirSync('docs/decisions').filter((name) => name.endsWith('.md') && name !== 'README.md');

/** Reads a page of the documentation. */
export const page = (name: string): string => readFileSync(`docs/${name}.md`, 'utf8');

/** Reads the rows of the table between a page's markers, without its head. An escaped `\|` does not separate cells. */
export function table(text: string, name: string): string[][] {
  const [, found = ''] = new RegExp(`<!-- table:${name} -->\n([\\s\\S]*?)<!-- /table:${name} -->`).exec(text) ?? [];
  const rows = found.trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .split(/ ?(?<!\\)\| ?/)
      .slice(1, -1)
      .map((cell) => cell.replaceAll('\\|', '|')),
  );
}

/** Finds everything in a cell that is marked as code. */
export const code = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

/** Finds the blocks of a page that quote a file, with its path. */
export function findExamples(text: string): [path: string, code: string][] {
  const blocks = text.matchAll(/<!-- example:(\S+) -->\n```ts\n([\s\S]*?)```\n<!-- \/example -->/g);
  return [...blocks].map(([, path = '', block = '']) => [path, block]);
}

/** Reads the variables in the block after `<!-- env:name -->`. */
export function findEnvironment(text: string, name: string): Record<string, string> {
  const [, block = ''] = new RegExp(`<!-- env:${name} -->\n\`\`\`sh\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  const lines = [...block.matchAll(/^([A-Z_]+)=(\S*)/gm)];
  return Object.fromEntries(lines.map(([, variable = '', value = '']) => [variable, value]));
}

/** Finds the addresses of relative links. */
export function findLinks(text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '').filter((to) => !/^https?:/.test(to));
}

/** Finds the anchors of headings, as GitHub generates them. */
export function findAnchors(text: string): string[] {
  const titles = text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm);
  return [...titles].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** Reads the members of a union of string literals from its source. */
export function union(path: string, name: string): string[] {
  const [, members = ''] = new RegExp(`export type ${name} =([^;]+);`).exec(readFileSync(path, 'utf8')) ?? [];
  return [...members.matchAll(/'([^']+)'/g)].map(([, member = '']) => member);
}
