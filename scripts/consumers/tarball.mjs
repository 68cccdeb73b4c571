import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

/** Packs the repository into a folder. */
export async function pack(repository, folder) {
  // npm's prepack builds first.
  const packed = await run(['npm', ['pack', '--pack-destination', folder]], { cwd: repository, timeoutMs: 180_000 });
  if (packed.problem) throw new Error(`npm pack: ${packed.problem}\n${packed.output}`);
  const name = readdirSync(folder).find((file) => file.endsWith('.tgz'));
  return join(folder, name);
}

/** What is wrong with the package as installed: targets of package.json that are missing, files that should not be there. */
export function defectsOf(installed) {
  const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const { main, types, exports, typesVersions, bin, schematics } = manifest;
  const targets = [main, types, schematics, ...[exports, typesVersions, bin].flatMap(leaves)];
  const files = readdirSync(installed, { recursive: true }).filter((file) => statSync(join(installed, file)).isFile());
  const expected = /^(dist[\\/](esm|cjs)[\\/].+\.(js|d\.[cm]?ts|json)|[A-Z]+(\.md)?|package\.json)$/;
  return [
    ...targets
      .filter((target) => !statSync(join(installed, target), { throwIfNoEntry: false }))
      .map(
        (target) => `package.json names ${target}, which is not in the tarball: is it built, and listed in "files"?`,
      ),
    ...['README.md', 'LICENSE', 'CHANGELOG.md']
      .filter((name) => !files.includes(name))
      .map((name) => `${name} is not in the tarball`),
    ...files.filter((file) => !expected.test(file)).map((file) => `${file} does not belong into the tarball`),
  ];
}

/**
 * Starts the command line where no library is around it. The bundler decides what is loaded with what, so this holds that help
 * comes without Nest, and at once.
 *
 * @returns What is wrong with that, if anything.
 */
export async function helpAlone(installed, workshop) {
  const alone = mkdtempSync(join(workshop, 'alone-'));
  cpSync(installed, alone, { recursive: true });
  const { output, problem } = await run(['node', ['dist/esm/cli/main.js', '--help']], {
    cwd: alone,
    timeoutMs: 30_000,
  });
  return problem ? `aspose-auth --help, without libraries: ${problem}\n${output}` : undefined;
}

function leaves(tree) {
  return typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(leaves);
}
