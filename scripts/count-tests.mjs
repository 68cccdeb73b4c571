// Prints `passed failed` of a Jest JSON report. Skipped and todo tests count as failed, because they prove nothing.
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const all = report.testResults.flatMap((suite) =>
  suite.assertionResults.map((test) => ({ ...test, file: suite.name })),
);
const notRun = all.filter(({ status }) => status !== 'passed' && status !== 'failed');
for (const { status, file, fullName } of notRun) {
  console.error(`NOT RUN (${status}): ${fullName}, in ${file}: run it or delete it`);
}
const brokenSuites = report.numRuntimeErrorTestSuites;
if (report.numTotalTests === 0) console.error('NO TESTS: Jest found none');
const failed = report.numFailedTests + notRun.length + brokenSuites + (report.numTotalTests === 0 ? 1 : 0);
console.log(`${report.numPassedTests} ${failed}`);
