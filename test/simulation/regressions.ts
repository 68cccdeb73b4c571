import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const patches = fileURLToPath(new URL('./regressions', import.meta.url));

/**
 * Puts each known fault back into a copy of the package, and runs seeds until an invariant breaks.
 *
 * @returns True if all faults are caught.
 */
export function runRegressions(maxSeeds: number, only = ''): boolean {
  const names = readdirSync(patches).filter((name) => name.endsWith('.patch') && name.includes(only));
  const results = names.sort().map((name) => {
    const found = runRegression(name, maxSeeds);
    const title = readFileSync(join(patches, name), 'utf8').split('\n', 1)[0] ?? '';
    console.log(
      `${name.replace('.patch', '').padEnd(5)} ${found.isCaught ? 'caught' : 'missed'}  ${found.text}  (${title})`,
    );
    return found.isCaught;
  });
  return results.length > 0 && results.every(Boolean);
}

function runRegression(name: string, maxSeeds: number): { readonly isCaught: boolean; readonly text: string } {
  const copy = mkdtempSync(join(tmpdir(), 'simulation-'));
  try {
    for (const path of ['lib', 'package.json', join('test', 'simulation'), join('test', 'support')]) {
      cpSync(join(root, path), join(copy, path), { recursive: true });
    }
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const apply = spawnSync('git', ['apply', '-C1', '--recount', join(patches, name)], { cwd: copy, encoding: 'utf8' });
    if (apply.status !== 0) return { isCaught: false, text: `the patch does not apply: ${apply.stderr.trim()}` };
    const script = join('test', 'simulation', 'simulate.ts');
    const loader = './test/support/typescript.mjs';
    const words = ['--no-warnings', '--import', loader, script, '--brief', '--seeds', String(maxSeeds)];
    const run = spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 26 });
    const line = run.stdout.split('\n').find((text) => text.startsWith('seed '));
    return { isCaught: line !== undefined, text: line ?? `${run.stdout.trim()} ${run.stderr.trim().slice(0, 300)}` };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
