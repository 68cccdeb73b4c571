import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { asMarkdown } from './report.mjs';

const PAGE = 'docs/performance.md';
const MARKERS = /(<!-- bench -->\n)([\s\S]*?)(<!-- \/bench -->)/;

/** Reads the version of an installed package from its manifest, which not every package exports. */
const getVersion = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;

function environment(adapters) {
  const [{ model }] = cpus();
  const packages = [
    'axios',
    '@nestjs/axios',
    '@nestjs/core',
    ...new Set(adapters.flatMap((one) => one.packages ?? [])),
  ];
  const versions = packages.map((name) => `${name} ${getVersion(name)}`).join(', ');
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${model.trim()}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.versions.node}.`,
    `Versions: ${versions}.`,
  ].join('\n');
}

/** Finds the sections below the lines of an environment, by title. There are none if the page was measured in another one. */
function findSections(body, lines) {
  const [head, ...parts] = body.trim().split(/\n\n(?=## )/);
  return head === lines ? parts.map((part) => [part.split('\n', 1)[0], part]) : [];
}

/** Writes sections between the markers of the page. Sections that are there already stay if their environment was the same. */
export function writePage(sections, adapters, { rounds }) {
  const page = readFileSync(PAGE, 'utf8');
  if (!MARKERS.test(page)) throw new Error(`${PAGE} has no <!-- bench --> … <!-- /bench --> to write into.`);
  const lines = environment(adapters);
  const measured = sections.map(({ title, text, table }) => [
    `## ${title}`,
    `## ${title}\n\n${text} ${rounds} rounds.\n\n${asMarkdown(table)}`,
  ]);
  const written = page.replace(MARKERS, (_all, from, body, to) => {
    const parts = new Map([...findSections(body, lines), ...measured]);
    return `${from}\n${[lines, ...parts.values()].join('\n\n')}\n\n${to}`;
  });
  writeFileSync(PAGE, written);
  return PAGE;
}
