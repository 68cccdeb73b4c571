import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { code, DECISIONS, DOCS, findAnchors, findExamples, findLinks, table } from './pages.js';

const read = (path: string) => readFileSync(path, 'utf8');
const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'SECURITY.md',
  'CONTRIBUTING.md',
  'sample-app/README.md',
  ...DOCS.map((name) => `docs/${name}`),
  'docs/decisions/README.md',
  ...DECISIONS.map((name) => `docs/decisions/${name}`),
];
const EXAMPLES = PAGES.flatMap((page) =>
  findExamples(read(page)).map(([path, block]): [string, string, string] => [path, page, block]),
);

describe('the documentation', () => {
  it.each(EXAMPLES)('quotes %s in %s as it is tested', (path, _page, block) => {
    expect(block).toBe(read(path));
  });

  it('shows every recipe and every example', () => {
    const shown = new Set(EXAMPLES.map(([path]) => path));
    const files = [
      ...['unit', 'application', 'clock', 'override', 'sandbox'].map((name) => `test/recipes/jest/${name}.spec.ts`),
      'test/recipes/vitest/reports.test.ts',
      'test/examples/private-key-jwt.ts',
      'test/examples/mutual-tls.ts',
      ...readdirSync('test/examples/recipes').map((name) => `test/examples/recipes/${name}`),
      'test/examples/quick-start/app.module.ts',
      'test/examples/quick-start/reports.ts',
    ];
    expect(files.filter((file) => !shown.has(file))).toEqual([]);
  });

  it.each(PAGES)('%s links to pages and sections that exist', (page) => {
    const broken = findLinks(read(page)).filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path ? normalize(join(dirname(page), path)) : page;
      if (!existsSync(target)) return true;
      return anchor !== undefined && !(statSync(target).isFile() && findAnchors(read(target)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('names a test for each threat', () => {
    const rows = table(read('docs/security.md'), 'threats');
    expect(rows.length).toBeGreaterThan(10);
    for (const [, , held = ''] of rows) expect([held, existsSync(held.replaceAll('`', ''))]).toEqual([held, true]);
  });
});

describe('docs/decisions', () => {
  it('lists every decision', () => {
    expect(DECISIONS.length).toBeGreaterThan(10);
    const linked = findLinks(read('docs/decisions/README.md'));
    expect(DECISIONS.filter((name) => !linked.includes(name))).toEqual([]);
  });

  it.each(DECISIONS)('%s names files that exist, and tests that have its rules', (name) => {
    const text = read(`docs/decisions/${name}`);
    const paths = code(text).filter((word) => /^(lib|sandbox|scripts|test)\/.*\.\w+$/.test(word));
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
    const [, held = ''] = text.split('**Enforced by**');
    for (const item of held.split('\n- ').slice(1)) {
      const specs = code(item).filter((path) => path.endsWith('.spec.ts'));
      expect(specs).not.toEqual([]);
      for (const rule of item.match(/^.*?:/)?.[0].match(/\b[A-Z]-\d+\b/g) ?? []) {
        const has = new RegExp(`\\b${rule}\\b`);
        expect([rule, specs.filter((path) => !has.test(read(path)))]).toEqual([rule, []]);
      }
    }
  });
});

describe('README.md', () => {
  const text = read('README.md');

  it('is two screens long, and has the two commands that start and test', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(125);
    expect(text).toMatch(/^npm ci && npm start\b.*\nnpm ci && npm test$/m);
  });

  it('links to every page', () => {
    const linked = findLinks(text);
    expect(DOCS.filter((name) => !linked.includes(`docs/${name}`))).toEqual([]);
  });
});
