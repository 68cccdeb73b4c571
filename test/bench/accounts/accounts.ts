// Measures what ten thousand accounts in one process cost, compared with ten thousand plain objects with an axios instance each.
//
//   node --import ./test/support/typescript.mjs test/bench/accounts/accounts.ts [how many]
//
// Uses the sources of the library. Each side is a separate process; prints JSON lines, then a summary.
import { fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { compiledLib } from '../../support/compiled-lib.js';
import { FakeAspose } from '../../support/fake-aspose.js';

interface Result {
  readonly side: 'ours' | 'plain';
  readonly accounts: number;
  readonly stage: 'opened' | 'with token' | 'forgotten';
  readonly bytesPerAccount: number;
  readonly ms: number;
}

const TIMEOUT_MS = 60_000;
/** Bytes of a token. Those of Aspose Cloud are JWTs of about a kilobyte. */
const TOKEN_BYTES = 750;

const count = Number(process.argv[2] ?? 10_000);
if (!(Number.isInteger(count) && count > 0)) throw new Error('How many accounts must be a whole number above 0.');

async function measure(side: Result['side'], lib: string, fake: FakeAspose): Promise<Result[]> {
  const { clientId, clientSecret, url } = fake;
  const child = fork(new URL('child.mjs', import.meta.url), {
    execArgv: ['--expose-gc'],
    env: { ...process.env, NODE_OPTIONS: '', SIDE: JSON.stringify({ side, count, lib, clientId, clientSecret, url }) },
  });
  const results: Result[] = [];
  child.on('message', (result: Result) => {
    results.push(result);
    process.stdout.write(`${JSON.stringify(result)}\n`);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  if (code !== 0) throw new Error(`The process of '${side}' ended with ${code ?? 'a signal: it took too long'}.`);
  return results;
}

const summarize = (results: readonly Result[]): string => {
  const kilobytes = (stage: Result['stage']) =>
    ((results.find((one) => one.stage === stage)?.bytesPerAccount ?? Number.NaN) / 1_024).toFixed(1);
  const ms = results.reduce((sum, one) => sum + one.ms, 0);
  return `${kilobytes('opened')} kB each when opened, ${kilobytes('with token')} kB with a token, ${(ms / 1_000).toFixed(1)} s in all`;
};

const lib = compiledLib();
const fake = await FakeAspose.start();
fake.onToken = (_seen, response) => {
  fake.tokenRequests.length = 0;
  fake.grant(response, randomBytes(TOKEN_BYTES).toString('base64url'));
};
try {
  const ours = await measure('ours', lib.directory, fake);
  const plain = await measure('plain', lib.directory, fake);
  process.stdout.write(
    `${count} accounts: ${summarize(ours)}; plain objects with an axios each: ${summarize(plain)}.\n`,
  );
} finally {
  await fake.stop();
  lib.remove();
}
