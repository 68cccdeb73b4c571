/** Prints the result of each check as soon as it is known, and counts. */
export function createReport() {
  const report = {
    passed: 0,
    failed: 0,
    /** @returns True if there is no problem. */
    check(name, problem, startedAt, output = '') {
      report[problem ? 'failed' : 'passed'] += 1;
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      console.log(`${problem ? 'FAIL' : 'ok  '} ${name} (${seconds} s)${problem ? `: ${problem}\n${output}` : ''}`);
      return !problem;
    },
  };
  return report;
}

/** Formats rows as a table for people: each column is as wide as its widest cell. */
export function formatTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
