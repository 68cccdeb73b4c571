import { spread } from './measure/statistics.mjs';

const number = (value, digits) =>
  value === undefined ? '–' : value.toFixed(digits).replace(/\B(?=(\d{3})+(?!\d))/g, ' ');

/** Formats the median, with the quartiles if they differ. */
function figure(values, digits) {
  const { median, p25, p75 } = spread(values);
  if (median === undefined) return '–';
  const [low, high] = [number(p25, digits), number(p75, digits)];
  return low === high ? number(median, digits) : `${number(median, digits)} (${low}–${high})`;
}

/** Formats the words that occurred, most frequent first, with their counts if there are several. */
function words(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ordered = [...counts].sort((a, b) => b[1] - a[1]);
  return ordered.map(([word, count]) => (ordered.length === 1 ? word : `${word} (${count}×)`)).join(', ');
}

function cell({ key, digits }, results) {
  const values = results.map((result) => result[key]);
  return digits === undefined ? words(values.map((value) => value ?? '–')) : figure(values, digits);
}

/** Divides round by round, so that what slows down a whole round cancels out. */
function ratioCell({ key }, row, base) {
  const ratios = row.results.map((result, round) => result[key] / base?.results[round]?.[key]);
  return figure(ratios, 2);
}

/** Makes rows of cells, the head first. */
export function toTable({ columns, ratioTo }, rows) {
  const base = rows.find(({ row }) => row === ratioTo);
  const heads = columns.flatMap(({ title, hasRatio }) => (hasRatio ? [title, `× ${base?.title ?? ratioTo}`] : [title]));
  const lines = rows.map((row) => {
    const ended = row.results.filter(({ broken }) => broken === undefined);
    if (ended.length === 0) return [row.title, 'did not finish', ...heads.slice(1).map(() => '–')];
    return [
      row.title,
      ...columns.flatMap((column) => [cell(column, ended), ...(column.hasRatio ? [ratioCell(column, row, base)] : [])]),
    ];
  });
  return [['', ...heads], ...lines];
}

/** Formats a table for a terminal. */
export function asText(table) {
  const widths = table[0].map((_, at) => Math.max(...table.map((line) => line[at].length)));
  const pad = (text, at) => (at === 0 ? text.padEnd(widths[at]) : text.padStart(widths[at]));
  return table.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** Formats a table for a page. */
export function asMarkdown(table) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const [head, ...rows] = table;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
