import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { code, page } from './pages.js';

const RULE = /\b[THSFO]-\d+\b/g;

/** The sections of docs/rules.md by their rules. */
const SECTIONS = page('rules')
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [rule = '', ...lines] = (section.split(/^## /m)[0] ?? '').split('\n');
    const find = (verb: string) => code(lines.find((line) => line.startsWith(`- ${verb} by `)));
    return { rule, files: find('Implemented'), specs: find('Tested') };
  });

/** Finds the texts that begin with a rule: names of tests, in calls and in tables. */
function findTestNames(): { name: string; file: string }[] {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.spec.ts'));
  return files.flatMap((relative) => {
    const file = join('test', relative);
    const names = readFileSync(file, 'utf8').matchAll(/['"`]([THSFO]-\d+\b.*)/g);
    return [...names].map(([, name = '']) => ({ name, file }));
  });
}

const NAMES = findTestNames();

describe('docs/rules.md', () => {
  it('has each rule once, in order', () => {
    const rules = SECTIONS.map(({ rule }) => rule);
    const letters = [...new Set(rules.map((rule) => rule[0]))];
    const numbered = letters.flatMap((letter) =>
      rules.filter((rule) => rule[0] === letter).map((_rule, index) => `${letter}-${index + 1}`),
    );
    expect(rules).toEqual(numbered);
    expect(rules.length).toBeGreaterThan(30);
  });

  it('defines every rule in the name of a test', () => {
    const known = SECTIONS.map(({ rule }) => rule);
    expect(NAMES.length).toBeGreaterThan(200);
    const unknown = NAMES.filter(({ name }) => name.match(RULE)?.some((rule) => !known.includes(rule)));
    expect(unknown).toEqual([]);
  });

  it.each(SECTIONS)('$rule names files that exist', ({ files, specs }) => {
    expect([files, specs]).not.toContainEqual([]);
    expect([...files, ...specs].filter((file) => !existsSync(file))).toEqual([]);
  });

  it.each(SECTIONS)('$rule names tests that have it in a name', ({ rule, specs }) => {
    const naming = NAMES.filter(({ name }) => name.match(RULE)?.includes(rule)).map(({ file }) => file);
    expect(specs.filter((spec) => !naming.includes(spec))).toEqual([]);
  });
});
