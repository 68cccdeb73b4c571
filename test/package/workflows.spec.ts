import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const FOLDER = '.github/workflows';
const FILES = readdirSync(FOLDER);
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');

/** The jobs of the release by name, each with its text. */
function getJobs(): Record<string, string> {
  const [, ...parts] = read('release.yml')
    .slice(read('release.yml').indexOf('\njobs:'))
    .split(/^ {2}(?=[a-z]+:$)/m);
  return Object.fromEntries(parts.map((text) => [text.slice(0, text.indexOf(':')), text]));
}

describe.each(FILES)('workflow %s', (file) => {
  const text = read(file);

  it('pins every action of others by commit, with its version beside it', () => {
    const actions = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action ?? '');
    const foreign = actions.filter((action) => !action.startsWith('./'));
    expect(foreign).not.toEqual([]);
    for (const action of foreign) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('leaves no credentials in a checkout, and uses no cache', () => {
    const steps = text.split(/^ {6}- /m);
    for (const step of steps.filter((one) => one.includes('actions/checkout@'))) {
      expect(step).toContain('persist-credentials: false');
    }
    for (const step of steps.filter((one) => one.includes('actions/setup-node@'))) {
      expect(step).toContain('package-manager-cache: false');
    }
    expect(text).not.toMatch(/^\s*cache:|actions\/cache/m);
  });

  it('does not put what a tag or a branch is called into a script', () => {
    const scripts = text.split(/^ {8}run: |- run: /m).slice(1);
    for (const script of scripts) expect(script.split(/^ {6}- |^ {8}\w+:/m)[0]).not.toContain('${{');
  });
});

describe('the release', () => {
  it('gives no rights by default', () => {
    expect(read('release.yml')).toMatch(/^permissions: \{\}$/m);
  });

  it('installs packages in jobs that may only read', () => {
    const jobs = Object.entries(getJobs());
    expect(jobs.map(([name]) => name)).toEqual(['check', 'pack', 'publish', 'release']);
    for (const [, text] of jobs.filter(([, one]) => /npm (ci|install)|npm run/.test(one))) {
      expect(text).not.toContain(': write');
      for (const [command] of text.matchAll(/npm (ci|install).*/g)) expect(command).toContain('--ignore-scripts');
    }
  });

  it('publishes what was packed, without a checkout and without an installation', () => {
    const { publish = '' } = getJobs();
    expect(publish).toContain('npm publish');
    expect(publish).not.toMatch(/actions\/checkout|npm (ci|install|run|exec)|npx/);
  });
});
