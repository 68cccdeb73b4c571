import { readdirSync, readFileSync, statSync } from 'node:fs';
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

function leaves(tree) {
  return typeof tree === 'string' ? [tree] : Object.values(tree).flatMap(leaves);
}
