// npm run structure [-- CHECKOUT]: prints how the code of this checkout, or of another one, is cut into files: size, imports
// between folders, words of the glossary, and the files that a token and a 401 pass through.
import { resolve } from 'node:path';
import { measureSources } from './structure/measure-sources.mjs';
import { traceCalls } from './structure/trace-calls.mjs';

const checkout = resolve(process.argv[2] ?? '.');

const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const { folders, files, imports, glossaryHits, cycles } = measureSources(checkout);
const lib = files.filter(({ folder }) => folder.startsWith('lib'));
const summary = (name, all) => {
  const lines = all.map((file) => file.lines).sort((a, b) => a - b);
  const sum = lines.reduce((total, count) => total + count, 0);
  const middle = lines[Math.floor(lines.length / 2)] ?? 0;
  return [name, lines.length, sum, middle, lines.at(-1) ?? 0, lines.filter((count) => count < 30).length];
};

console.log('## Files\n');
console.log(
  table(
    ['folder', 'files', 'lines', 'median', 'maximum', 'under 30 lines'],
    [
      ...folders.map((folder) =>
        summary(
          folder,
          files.filter((file) => file.folder === folder),
        ),
      ),
      summary('**lib**', lib),
      summary('**all**', files),
    ],
  ),
);

console.log('\n## Imports between the folders of lib\n');
console.log(
  table(
    ['folder', 'imports from'],
    imports.map(([folder, targets]) => [folder, targets.map(([target, count]) => `${target} ${count}`).join(', ')]),
  ),
);

const { coldToken, replayed } = await traceCalls(checkout);
const onlyReplayed = replayed.filter((path) => !coldToken.includes(path));
const count = (what) => glossaryHits.filter(what).length;
const isLib = ({ path }) => path.startsWith('lib/') && !path.startsWith('lib/sandbox/');
const isOfFunction = ({ instead }) => instead.startsWith('getX');

console.log('\n## Figures\n');
console.log(
  table(
    ['', 'count'],
    [
      ['circles of imports', cycles.length],
      ['functions called `xOf` in lib', count((hit) => isOfFunction(hit) && isLib(hit))],
      ['functions called `xOf` elsewhere', count((hit) => isOfFunction(hit) && !isLib(hit))],
      ['words that the glossary replaces', count((hit) => !isOfFunction(hit))],
      ['files that run for one cold token', coldToken.length],
      ['files that run for one 401 and its replay, token request included', replayed.length],
      ['… and not for a cold token', onlyReplayed.length],
    ],
  ),
);
for (const [name, paths] of Object.entries({ 'Cold token': coldToken, '401 and replay, besides': onlyReplayed })) {
  console.log(`\n${name}: ${paths.map((path) => `\`${path}\``).join(', ')}`);
}
for (const cycle of cycles) console.log(`\nCircle: ${cycle}`);

process.exit(); // the traced application has no reason to wait for its connections
