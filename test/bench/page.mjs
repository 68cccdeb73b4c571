import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { asMarkdown } from './report.mjs';

const PAGE = 'docs/performance.md';
const MARKERS = /(<!-- bench -->\n)[\s\S]*?(<!-- \/bench -->)/;

/** Version of an installed package, by its manifest, which not every package exports. */
const versionOf = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;

function environment(adapters, rounds) {
  const [{ model }] = cpus();
  const packages = [
    'axios',
    '@nestjs/axios',
    '@nestjs/core',
    ...new Set(adapters.flatMap((one) => one.packages ?? [])),
  ];
  const versions = packages.map((name) => `${name} ${versionOf(name)}`).join(', ');
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${model.trim()}, ` +
      `${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Node ${process.versions.node}; ${rounds} rounds.`,
    `Versions: ${versions}.`,
  ].join('\n');
}

/** Replaces what is between the markers of the page. */
export function writePage(sections, adapters, { rounds }) {
  const page = readFileSync(PAGE, 'utf8');
  if (!MARKERS.test(page)) throw new Error(`${PAGE} has no <!-- bench --> … <!-- /bench --> to write into.`);
  const parts = sections.map(({ title, text, table }) => `## ${title}\n\n${text}\n\n${asMarkdown(table)}`);
  const body = [environment(adapters, rounds), ...parts].join('\n\n');
  writeFileSync(
    PAGE,
    page.replace(MARKERS, (_all, from, to) => `${from}\n${body}\n\n${to}`),
  );
  return PAGE;
}
