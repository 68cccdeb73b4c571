import { expect, it } from '@jest/globals';
import { PAGES, problemsIn, snippetsIn } from '../support/snippets.js';

it('every TypeScript snippet of the README and the documentation compiles by itself', () => {
  const snippets = PAGES.flatMap(snippetsIn);
  expect(snippets.length).toBeGreaterThan(3);
  expect(problemsIn(snippets)).toEqual([]);
}, 60_000);

it('would notice a snippet that does not', () => {
  const where = 'docs/x.md:7';
  const code = 'const a: number = 1;\nconst b: string = a;\n';
  expect(problemsIn([{ where, line: 7, code }])).toEqual([
    expect.stringMatching(/^docs\/x\.md:8 Type 'number' is not/),
  ]);
}, 60_000);
