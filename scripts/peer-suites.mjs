// Runs test suites that others wrote against this package, from checkouts of their repositories:
//
//   npm run test:peers -- axios=PATH           axios' tests of its http adapter: its own adapter, undici's, and an authorised instance
//   npm run test:peers -- nest-axios=PATH      the tests of @nestjs/axios' HttpService, with AsposeClient in its place
//
// Requires the built packages (npm run build:lib build:sandbox). Nothing of the suites is copied into this repository: a working copy
// is made in dist/, in which what the suite imports of its own project is replaced by modules of scripts/peer-suites/.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createWorkingCopy, SUITES } from './peer-suites/suites.mjs';

const checkouts = process.argv.slice(2).map((arg) => arg.split(/=(.*)/s));
if (checkouts.length === 0 || checkouts.some(([name, path]) => !Object.hasOwn(SUITES, name) || !path)) {
  console.error(`Usage: npm run test:peers -- NAME=CHECKOUT …; NAME is one of ${Object.keys(SUITES).join(', ')}`);
  process.exit(2);
}

let hasFailed = false;
for (const [name, checkout] of checkouts) {
  const suite = SUITES[name];
  const folder = createWorkingCopy(name, resolve(checkout));
  const baseline = new Set();
  console.log(`| ${name} | tests | pass | fail | requests with a token |\n| --- | --- | --- | --- | --- |`);
  for (const variant of Object.keys(suite.variants)) {
    const { passes, failures, requestsWithToken } = await run(name, variant, folder);
    console.log(`| ${[variant, passes + failures.length, passes, failures.length, requestsWithToken].join(' | ')} |`);
    if (suite.variants[variant].isBaseline) for (const { title } of failures) baseline.add(title);
    for (const { title, message } of failures) {
      const reason = baseline.has(title) ? 'fails without this package, too' : suite.known[variant]?.[title];
      console.log(`    ${title}\n      ${reason ? `known: ${reason}` : message}`);
      if (!reason) hasFailed = true;
    }
    // A difference that has been fixed must not stay in the list.
    for (const title of Object.keys(suite.known[variant] ?? {}).filter(
      (known) => !failures.some((one) => one.title === known),
    )) {
      console.log(`    passes, but is listed as a known difference: ${title}`);
      hasFailed = true;
    }
  }
}
process.exitCode = hasFailed ? 1 : 0;

/** Each variant has a process of its own, because the suites change what all of a process shares. */
async function run(suite, variant, folder) {
  const child = fork(new URL('peer-suites/child.mjs', import.meta.url), [suite, variant, folder], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let result;
  child.on('message', (message) => {
    result = message;
  });
  await once(child, 'exit');
  if (result === undefined) throw new Error(`${suite}, ${variant}: the process ended without a result`);
  return result;
}
