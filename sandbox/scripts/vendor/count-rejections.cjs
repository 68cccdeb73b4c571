// Loaded before a test suite: counts the promises that nobody handles. They would end the process otherwise.
const { writeFileSync } = require('node:fs');

let unhandledRejections = 0;
process.on('unhandledRejection', (reason) => {
  unhandledRejections += 1;
  if (process.env.SUITE_VERBOSE) console.error('unhandled rejection:', reason);
});
process.on('exit', () => {
  writeFileSync(process.env.SUITE_RESULT, JSON.stringify({ unhandledRejections }));
});
