import { readdirSync, readFileSync } from 'node:fs';

export const DOCS = readdirSync('docs').filter((name) => name.endsWith('.md'));
/** Pages of `docs/decisions`, without its index. */
export const DECISIONS = readdirSync('docs/decisions').filter((name) => name.endsWith('.md') && name !== 'README.md');

/** Text of a page of the documentation. */
export const page = (name: string): string => readFileSync(`docs/${name}.md`, 'utf8');

/** Rows of the table between a page's markers, the head left out. A `\|` is no border of a cell. */
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

/** What is marked as code in a cell. */
export const code = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '');

/** Blocks of a page that are a file, by path. */
export function examplesIn(text: string): [path: string, code: string][] {
  const blocks = text.matchAll(/<!-- example:(\S+) -->\n```ts\n([\s\S]*?)```\n<!-- \/example -->/g);
  return [...blocks].map(([, path = '', block = '']) => [path, block]);
}

/** Addresses of a text's links, relative ones only. */
export function linksIn(text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '').filter((to) => !/^https?:/.test(to));
}

/** Names by which a text's headings can be linked to, as GitHub makes them. */
export function anchorsOf(text: string): string[] {
  const titles = text.replaceAll(/```[\s\S]*?```/g, '').matchAll(/^#+ (.+)$/gm);
  return [...titles].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** Members of a union of text literals, as its source has them. */
export function union(path: string, name: string): string[] {
  const [, members = ''] = new RegExp(`export type ${name} =([^;]+);`).exec(readFileSync(path, 'utf8')) ?? [];
  return [...members.matchAll(/'([^']+)'/g)].map(([, member = '']) => member);
}
