// Runs one variant of a suite, and sends the result to the parent process.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SUITES } from './suites.mjs';

const [name, variant, folder] = process.argv.slice(2);
const { spec, variants } = SUITES[name];
process.env.PEER_SUITE_VARIANT = JSON.stringify(variants[variant]);

const result = name === 'axios' ? await runWithMocha() : await runWithVitest();
process.send(result, () => process.exit());

async function runWithMocha() {
  const { close, counts } = await import('./axios-under-test.mjs');
  const { default: Mocha } = await import(pathToFileURL(createRequire(join(folder, 'x.js')).resolve('mocha')).href);
  const mocha = new Mocha({ timeout: 10_000, reporter: class {} });
  mocha.addFile(join(folder, spec));
  await mocha.loadFilesAsync();
  const failures = [];
  let passes = 0;
  await new Promise((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', () => {
      passes += 1;
    });
    runner.on('fail', (test, error) =>
      failures.push({ title: test.fullTitle(), message: error.message.split('\n')[0] }),
    );
  });
  await close();
  return { passes, failures, requestsWithToken: counts.requestsWithToken };
}

async function runWithVitest() {
  const { startVitest } = await import('vitest/node');
  const counter = join(folder, 'requests-with-token');
  process.env.PEER_SUITE_COUNTER = counter;
  rmSync(counter, { force: true });
  const options = { root: folder, watch: false, reporters: [{}], include: [spec] };
  const vitest = await startVitest('test', [], options, {
    oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  });
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  const failed = tests.filter((test) => test.result().state !== 'passed');
  const failures = failed.map((test) => ({
    title: test.fullName,
    message: test.result().errors?.[0]?.message ?? test.result().state,
  }));
  const errors = [
    ...vitest.state.getUnhandledErrors(),
    ...vitest.state.getTestModules().flatMap((module) => module.errors()),
  ];
  failures.push(...errors.map(({ message }) => ({ title: 'outside of the tests', message })));
  await vitest.close();
  const requestsWithToken = existsSync(counter) ? Number(readFileSync(counter, 'utf8')) : 0;
  return { passes: tests.length - failed.length, failures, requestsWithToken };
}
