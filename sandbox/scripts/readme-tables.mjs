// Writes the tables of operations into README.md, from the routes of the built package:
//   npm run build && node scripts/readme-tables.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const row = (...cells) => `| ${cells.join(' | ')} |`;
const path = ({ pattern }) => pattern.replace('/{version}/{product}', '/…').replace(/^\/(v4\.0|\{version\})\//, '/');

/** @returns The tables by their names. */
export function createTables(emulated, other) {
  return { emulated: createEmulatedTable(emulated), other: createOtherTable(other) };
}

function createEmulatedTable(routes) {
  const rows = routes.map((route) => {
    return row(route.operation, `\`${route.method} ${path(route).replaceAll('{*', '{')}\``, route.isBillable ? 'yes' : '');
  });
  return [row('operation', 'request', 'counts against the quota'), row('---', '---', '---'), ...rows].join('\n');
}

function createOtherTable(routes) {
  const groups = new Map();
  const names = new Set(routes.map(({ operation }) => operation));
  for (const route of routes) {
    // A name in the table stands for its …Online form as well, if there are both.
    const plain = route.operation.replace(/Online$/, '');
    if (plain !== route.operation && names.has(plain)) continue;
    const group = getGroup(route);
    groups.set(group, [...(groups.get(group) ?? []), mark(route.operation, names)]);
  }
  const sorted = [...groups].sort(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
  const rows = sorted.map(([group, operations]) => row(group, operations.sort().join(', ')));
  return [row('resource', 'operations: all 501'), row('---', '---'), ...rows].join('\n');
}

const mark = (operation, names) => (names.has(`${operation}Online`) ? `${operation}\\*` : operation);

/** The first literal after the document's name. */
function getGroup(route) {
  const segments = path(route)
    .split('/')
    .slice(2)
    .filter((segment) => !segment.startsWith('{'));
  return segments[0] === 'online' ? (segments[2] ?? segments[1]) : (segments[0] ?? 'document');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { EMULATED_ROUTES, OTHER_ROUTES } = await import('../dist/esm/api/routes.js');
  const file = new URL('../README.md', import.meta.url);
  let text = readFileSync(file, 'utf8');
  for (const [name, table] of Object.entries(createTables(EMULATED_ROUTES, OTHER_ROUTES))) {
    const place = new RegExp(`(<!-- table:${name} -->\n)[\\s\\S]*?(\n?<!-- /table:${name} -->)`);
    text = text.replace(place, (_, start) => `${start}${table}\n<!-- /table:${name} -->`);
  }
  writeFileSync(file, text);
}
