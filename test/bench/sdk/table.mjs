import { readFileSync } from 'node:fs';
import { SDK_PACKAGES } from './scenarios.mjs';

const MARKERS = /(<!-- table:sdks -->\n)[\s\S]*?(<!-- \/table:sdks -->)/;
const HEAD = {
  cold: '100 calls at once, without a token',
  revoked: '100 calls at once, the token revoked',
  expired: 'one call, the token expired',
  wrong: '10 calls, the secret wrong',
  exit: 'process',
};
const ARROW = ' → ';

const asCell = (text) => text.replaceAll('|', '¦').replaceAll('→', '->');

/** What became of a case whose process said nothing more. */
const silent = ({ exit }) => (exit === 'hangs' ? 'never answers' : `the process ends, code ${exit}`);

const CELLS = {
  cold: (result) => counted(result, 100),
  revoked: (result) => counted(result, 100),
  expired: (result) => counted(result, 1),
  wrong: ({ tokenRequests, failures, ...result }) =>
    `${tokenRequests}: ${failures ? failures.map((line) => `\`${line}\``).join(', then ') : silent(result)}`,
};

function counted(result, calls) {
  const { tokenRequests, ok, failures = [] } = result;
  if (ok === undefined) return `${tokenRequests}, ${silent(result)}`;
  const said = failures.length > 0 ? `: \`${failures[0]}\`` : '';
  return calls === 1 ? `${tokenRequests}, ${ok ? 'ok' : `fails${said}`}` : `${tokenRequests}, ${ok} ok${said}`;
}

/** Whether the process ended by itself in all four cases. */
function processCell(byScenario) {
  const odd = Object.entries(byScenario).filter(([, { exit }]) => exit !== 0);
  if (odd.length === 0) return 'ends';
  const ends = [...new Set(odd.map(([, { exit }]) => (exit === 'hangs' ? 'hangs' : `exit ${exit}`)))].join(', ');
  return `${ends} (${odd.map(([scenario]) => scenario).join(', ')})`;
}

function halves(results, mode) {
  const rows = {};
  for (const sdk of Object.keys(SDK_PACKAGES)) {
    const own = results.filter((result) => result.sdk === sdk && result.mode === mode);
    const byScenario = Object.fromEntries(own.map((result) => [result.scenario, result]));
    const cells = Object.entries(CELLS).map(([scenario, text]) => [scenario, asCell(text(byScenario[scenario]))]);
    rows[sdk] = { ...Object.fromEntries(cells), exit: asCell(processCell(byScenario)) };
  }
  return rows;
}

/** By SDK and column, what the table has of the bridge. */
export const bridgedHalves = (results) => halves(results, 'bridged');

export function versionOf(sdk) {
  return JSON.parse(readFileSync(`node_modules/${SDK_PACKAGES[sdk]}/package.json`, 'utf8')).version;
}

export function renderTable(results) {
  const [alone, bridged] = [halves(results, 'alone'), bridgedHalves(results)];
  const columns = Object.keys(HEAD);
  const row = (sdk) => [
    `${sdk} ${versionOf(sdk)}`,
    ...columns.map((column) => `${alone[sdk][column]}${ARROW}${bridged[sdk][column]}`),
  ];
  const lines = [
    ['SDK, version', ...Object.values(HEAD)],
    ['---', ...columns.map(() => '---')],
  ];
  return [...lines, ...Object.keys(SDK_PACKAGES).map(row)].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

export function replaceTable(page, table) {
  if (!MARKERS.test(page)) throw new Error('The page has no <!-- table:sdks --> and <!-- /table:sdks -->.');
  return page.replace(MARKERS, (_all, begin, end) => begin + table + end);
}

/** The bridged halves that a page has. A row of another version counts as none. */
export function parseTable(page) {
  const rows = (MARKERS.exec(page)?.[0] ?? '').split('\n').map((line) => line.split(' | '));
  return Object.fromEntries(
    Object.keys(SDK_PACKAGES).map((sdk) => {
      const row = rows.find(([name]) => name === `| ${sdk} ${versionOf(sdk)}`) ?? [];
      const cells = row.slice(1).map((cell) => cell.replace(/ \|$/, '').split(ARROW)[1]);
      return [sdk, Object.fromEntries(Object.keys(HEAD).map((column, index) => [column, cells[index]]))];
    }),
  );
}

/** Where a page says something else of the bridge than was measured. */
export function differences(page, results) {
  const [measured, written] = [bridgedHalves(results), parseTable(page)];
  return Object.keys(SDK_PACKAGES).flatMap((sdk) =>
    Object.keys(HEAD)
      .filter((column) => measured[sdk][column] !== written[sdk][column])
      .map((column) => `${sdk}, ${column}: written "${written[sdk][column]}", measured "${measured[sdk][column]}"`),
  );
}
