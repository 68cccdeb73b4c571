import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const SCRIPT = resolve('scripts/check-manifests.mjs');
const REPOSITORY = 'someone/nestjs-aspose-auth';

interface Manifest {
  version: string;
  packages: Record<string, Record<string, unknown>>;
  [field: string]: unknown;
}

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifests-'));
  mkdirSync(join(folder, 'sandbox'));
  for (const file of ['package.json', 'package-lock.json', 'sandbox/package.json', 'CHANGELOG.md']) {
    copyFileSync(file, join(folder, file));
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function change(file: string, edit: (manifest: Manifest) => void): void {
  const manifest = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Manifest;
  edit(manifest);
  writeFileSync(join(folder, file), JSON.stringify(manifest));
}

function check(...args: string[]): { code: number | null; problems: string } {
  const { status, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { cwd: folder, encoding: 'utf8' });
  return { code: status, problems: stderr };
}

/** What the owner fills in before the first release. */
function fillIn(): string {
  const url = `git+https://github.com/${REPOSITORY}.git`;
  for (const file of ['package.json', 'sandbox/package.json']) {
    change(file, (manifest) => Object.assign(manifest, { repository: { url }, homepage: url, bugs: url }));
  }
  change('package-lock.json', ({ packages }) => {
    for (const entry of Object.values(packages)) entry.integrity ??= 'sha512-of-the-registry';
  });
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  writeFileSync(join(folder, 'CHANGELOG.md'), `# Changelog\n\n## ${version} (2026-12-01)\n`);
  return `v${version}`;
}

describe('the check of manifests and lock', () => {
  it('accepts the repository', () => {
    expect(check()).toEqual({ code: 0, problems: '' });
  });

  it.each([
    ['integrity', undefined, 'node_modules/axios has no "integrity"'],
    ['resolved', 'https://registry.example.com/axios.tgz', 'node_modules/axios has "resolved"'],
  ])('rejects a lock whose entry has another %s', (field, value, problem) => {
    change('package-lock.json', ({ packages }) =>
      Object.assign(packages['node_modules/axios'] ?? {}, { [field]: value }),
    );
    expect(check().problems).toContain(problem);
    expect(check().code).toBe(1);
  });

  it('rejects runtime dependencies', () => {
    change('package.json', (manifest) => Object.assign(manifest, { dependencies: { axios: '1.0.0' } }));
    expect(check().problems).toContain('runtime dependencies');
  });
});

describe('the check before a release', () => {
  it('accepts what the owner has filled in', () => {
    const tag = fillIn();
    expect(check('--release', tag, REPOSITORY)).toEqual({ code: 0, problems: '' });
  });

  it('names everything that is missing before, in both packages', () => {
    const { code, problems } = check('--release', 'v9.9.9', REPOSITORY);
    expect(code).toBe(1);
    for (const file of ['package.json', 'sandbox/package.json']) {
      for (const field of ['repository', 'homepage', 'bugs'])
        expect(problems).toContain(`${file}: "${field}" is missing`);
      expect(problems).toContain(`${file}: version`);
    }
    expect(problems).toContain('@biomejs/cli-win32-x64 has no "integrity"');
    expect(problems).toContain('CHANGELOG.md has no heading "## 9.9.9"');
  });

  it('rejects the repository of somebody else', () => {
    const tag = fillIn();
    expect(check('--release', tag, 'other/repository').problems).toContain('npm would reject the provenance');
  });
});
