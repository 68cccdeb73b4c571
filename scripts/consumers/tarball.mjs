import { cpSync, mkdtempSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** The packages of the repository: the main one, and the workspace. */
export const PACKAGES = ['nestjs-aspose-auth', 'aspose-cloud-sandbox'];

/** Packs both packages into a folder. @returns Their tarballs, the main package first. */
export async function pack(repository, folder) {
  for (const workspace of [[], ['--workspace', 'sandbox']]) {
    // The prepack scripts build first.
    const command = ['npm', ['pack', ...workspace, '--pack-destination', folder]];
    const packed = await run(command, { cwd: repository, timeoutMs: 180_000 });
    if (packed.problem) throw new Error(`npm pack: ${packed.problem}\n${packed.output}`);
  }
  return findTarballs(folder);
}

/** Finds the tarballs of both packages in a folder, the main package first. */
export function findTarballs(folder) {
  const files = readdirSync(folder);
  return PACKAGES.map((name) =>
    join(
      folder,
      files.find((file) => file.startsWith(name) && file.endsWith('.tgz')),
    ),
  );
}

/** Finds defects of an installed package: missing targets of package.json, and files that should not be there. */
export function findDefects(installed) {
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const { main, types, exports, typesVersions, bin, schematics } = manifest;
  const targets = [main, types, schematics, ...[exports, typesVersions ?? {}, bin].flatMap(getLeaves)].filter(Boolean);
  const files = readdirSync(installed, { recursive: true }).filter((file) => statSync(join(installed, file)).isFile());
  const expected = /^(dist[\\/](esm|cjs)[\\/].+\.(c?js|d\.[cm]?ts|json)|[A-Z]+(\.md)?|package\.json)$/;
  return [
    ...targets
      .filter((target) => !statSync(join(installed, target), { throwIfNoEntry: false }))
      .map(
        (target) => `package.json names ${target}, which is not in the tarball: is it built, and listed in "files"?`,
      ),
    ...['README.md', 'LICENSE'].filter((name) => !files.includes(name)).map((name) => `${name} is not in the tarball`),
    ...files.filter((file) => !expected.test(file)).map((file) => `${file} does not belong in the tarball`),
  ];
}

/**
 * Runs `aspose-auth --help` without any library installed. The bundler decides which modules share a file, so this checks that
 * the help does not load Nest.
 *
 * @returns The problem, if there is one.
 */
export async function checkHelpAlone(installed, workshop) {
  const alone = mkdtempSync(join(workshop, 'alone-'));
  cpSync(realpathSync(installed), alone, { recursive: true }); // pnpm links it
  const { output, problem } = await run(['node', ['dist/esm/cli/main.js', '--help']], {
    cwd: alone,
    timeoutMs: 30_000,
  });
  return problem ? `aspose-auth --help, without libraries: ${problem}\n${output}` : undefined;
}

function getLeaves(tree) {
  return typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(getLeaves);
}
