/** Says of each check how it went, as soon as it is over, and counts. */
export function createReport() {
  const report = {
    passed: 0,
    failed: 0,
    /** No problem is a pass. True where it is one. */
    check(name, problem, startedAt, output = '') {
      report[problem ? 'failed' : 'passed'] += 1;
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      console.log(`${problem ? 'FAIL' : 'ok  '} ${name} (${seconds} s)${problem ? `: ${problem}\n${output}` : ''}`);
      return !problem;
    },
  };
  return report;
}

/** A table for people: columns as wide as their widest cell. */
export function tableOf(rows) {
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
