import { readFileSync } from 'node:fs';
import { SDK_PACKAGES } from './scenarios.mjs';

const MARKERS = /(<!-- table:sdks -->\n)[\s\S]*?(<!-- \/table:sdks -->)/;
const TITLES = {
  cold: '100 concurrent calls, no cached token',
  revoked: '100 concurrent calls, token revoked',
  expired: 'one call, token expired',
  wrong: '10 calls, wrong secret',
  exit: 'process',
};
const ARROW = ' → ';

/** Renders the results of both modes as a Markdown table, one row for each SDK. */
export function renderTable(results) {
  const [alone, injected] = [getCells(results, 'alone'), getInjectedCells(results)];
  const columns = Object.keys(TITLES);
  const toRow = (sdk) => [
    `${sdk} ${getVersion(sdk)}`,
    ...columns.map((column) => `${alone[sdk][column]}${ARROW}${injected[sdk][column]}`),
  ];
  const lines = [
    ['SDK, version', ...Object.values(TITLES)],
    ['---', ...columns.map(() => '---')],
  ];
  return [...lines, ...Object.keys(SDK_PACKAGES).map(toRow)].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

export function replaceTable(page, table) {
  if (!MARKERS.test(page)) throw new Error('The page lacks <!-- table:sdks --> or <!-- /table:sdks -->.');
  return page.replace(MARKERS, (_all, begin, end) => begin + table + end);
}

/** Reads the cells of the injected SDKs from a page, by SDK and column. Rows of other versions are ignored. */
export function parseTable(page) {
  const rows = (MARKERS.exec(page)?.[0] ?? '').split('\n').map((line) => line.split(' | '));
  return Object.fromEntries(
    Object.keys(SDK_PACKAGES).map((sdk) => {
      const row = rows.find(([name]) => name === `| ${sdk} ${getVersion(sdk)}`) ?? [];
      const cells = row.slice(1).map((cell) => cell.replace(/ \|$/, '').split(ARROW)[1]);
      return [sdk, Object.fromEntries(Object.keys(TITLES).map((column, index) => [column, cells[index]]))];
    }),
  );
}

/** Lists the cells of the injected SDKs in which a page differs from the measurements. */
export function findDifferences(page, results) {
  const [measured, written] = [getInjectedCells(results), parseTable(page)];
  return Object.keys(SDK_PACKAGES).flatMap((sdk) =>
    Object.keys(TITLES)
      .filter((column) => measured[sdk][column] !== written[sdk][column])
      .map((column) => `${sdk}, ${column}: written "${written[sdk][column]}", measured "${measured[sdk][column]}"`),
  );
}

/** The cells of the injected SDKs, by SDK and column. */
export const getInjectedCells = (results) => getCells(results, 'injected');

export function getVersion(sdk) {
  return JSON.parse(readFileSync(`node_modules/${SDK_PACKAGES[sdk]}/package.json`, 'utf8')).version;
}

function getCells(results, mode) {
  const rows = {};
  for (const sdk of Object.keys(SDK_PACKAGES)) {
    const own = results.filter((result) => result.sdk === sdk && result.mode === mode);
    const byScenario = Object.fromEntries(own.map((result) => [result.scenario, result]));
    const cells = Object.entries(FORMATS).map(([scenario, format]) => [
      scenario,
      escapeCell(format(byScenario[scenario])),
    ]);
    rows[sdk] = { ...Object.fromEntries(cells), exit: escapeCell(formatExits(byScenario)) };
  }
  return rows;
}

const FORMATS = {
  cold: (result) => formatCalls(result, 100),
  revoked: (result) => formatCalls(result, 100),
  expired: (result) => formatCalls(result, 1),
  wrong: ({ tokenRequests, failures, ...result }) =>
    `${tokenRequests}: ${failures ? failures.map((line) => `\`${line}\``).join(', then ') : formatNoResult(result)}`,
};

function formatCalls(result, calls) {
  const { tokenRequests, ok, failures = [] } = result;
  if (ok === undefined) return `${tokenRequests}, ${formatNoResult(result)}`;
  const failure = failures.length > 0 ? `: \`${failures[0]}\`` : '';
  return calls === 1 ? `${tokenRequests}, ${ok ? 'ok' : `fails${failure}`}` : `${tokenRequests}, ${ok} ok${failure}`;
}

/** For a case whose process reported no result. */
const formatNoResult = ({ exit }) => (exit === 'hangs' ? 'never settles' : `the process ends, code ${exit}`);

/** Tells whether the process exited normally in all four cases. */
function formatExits(byScenario) {
  const abnormal = Object.entries(byScenario).filter(([, { exit }]) => exit !== 0);
  if (abnormal.length === 0) return 'ok';
  const exits = [...new Set(abnormal.map(([, { exit }]) => (exit === 'hangs' ? 'hangs' : `exit ${exit}`)))].join(', ');
  return `${exits} (${abnormal.map(([scenario]) => scenario).join(', ')})`;
}

const escapeCell = (text) => text.replaceAll('|', '¦').replaceAll('→', '->');
