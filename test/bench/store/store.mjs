// Measures what a Redis costs the calls of a process that needs a token, by its distance and rights.
//
//   npm run bench:store -- [--rounds N] [--only ROW,ROW] [--write]
//
// Uses the built library (npm run build:lib) and Debian's redis-server, behind a proxy that delays both directions. Every application is
// a process of its own. --write puts the table into docs/fleets.md.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { FakeAspose } from '../../support/fake-aspose.js';
import { RedisServer } from '../../support/redis.js';
import { RedisProxy } from '../../support/redis-proxy.js';
import { asMarkdown, toTable } from '../report.mjs';
import { countRoundTrips, fillStore, measureCold, measureSecond } from './measure.mjs';

const PAGE = 'docs/fleets.md';
const MARKERS = /(<!-- bench:store -->\n)[\s\S]*?(<!-- \/bench:store -->)/;

const ROWS = [
  { row: 'near', title: '0.3 ms', roundTripMs: 0.3 },
  { row: '5', title: '5 ms', roundTripMs: 5 },
  { row: '50', title: '50 ms', roundTripMs: 50 },
  { row: '200', title: '200 ms', roundTripMs: 200 },
  { row: 'near-no-eval', title: '0.3 ms, without `EVAL`', roundTripMs: 0.3, rule: '-eval' },
  { row: '200-no-eval', title: '200 ms, without `EVAL`', roundTripMs: 200, rule: '-eval' },
  { row: '50-late', title: '50 ms, `timeoutMs: 25`', roundTripMs: 50, storeOptions: { timeoutMs: 25 } },
  { row: '200-late', title: '200 ms, `timeoutMs: 100`', roundTripMs: 200, storeOptions: { timeoutMs: 100 } },
];

const COLUMNS = [
  { key: 'alone', title: 'first call, no store', digits: 0 },
  { key: 'empty', title: 'empty store', digits: 0 },
  { key: 'emptyAdded', title: 'adds', digits: 0 },
  { key: 'shared', title: 'token in the store', digits: 0 },
  { key: 'sharedAdded', title: 'adds', digits: 0 },
  { key: 'before', title: 'round trips before the request', digits: 0 },
  { key: 'afterwards', title: 'after it', digits: 0 },
  { key: 'second', title: 'after the response to another process', digits: 0 },
  { key: 'killed', title: 'after the end of another process', digits: 0 },
];

async function measureRow({ roundTripMs, rule = '+eval', storeOptions = {} }, { fake, redis, admin }) {
  await admin.call('ACL', 'SETUSER', 'default', rule);
  const proxy = await RedisProxy.start(redis.port);
  proxy.roundTripMs = roundTripMs;
  const context = { fake, proxy, admin, storeOptions };
  const onEmptyStore = async (measure) => {
    await admin.flushall();
    return measure();
  };
  try {
    const alone = await onEmptyStore(() => measureCold(context, false));
    const empty = await onEmptyStore(() => measureCold(context));
    const shared = await onEmptyStore(async () => {
      await fillStore({ ...context, storeOptions: { timeoutMs: 1_000 } }); // also if the machine is busy
      return measureCold(context);
    });
    return {
      alone,
      empty,
      emptyAdded: empty - alone,
      shared,
      sharedAdded: shared - alone,
      ...(storeOptions.timeoutMs ? {} : await onEmptyStore(() => countRoundTrips(context))),
      second: await onEmptyStore(() => measureSecond(context, false)),
      killed: await onEmptyStore(() => measureSecond(context, true)),
    };
  } finally {
    proxy.stop();
  }
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, only: { type: 'string' }, write: { type: 'boolean' } },
});
const rounds = Number(values.rounds);
if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds ${values.rounds}: give a number from 1 on.`);
if (!existsSync('dist/esm/index.js')) throw new Error('dist/esm is missing: run npm run build:lib first.');
const page = readFileSync(PAGE, 'utf8');
if (!MARKERS.test(page)) throw new Error(`${PAGE} has no <!-- bench:store --> and <!-- /bench:store -->: add them.`);

const only = values.only?.split(',');
const rows = ROWS.filter(({ row }) => only?.includes(row) ?? true).map((row) => ({ ...row, results: [] }));
const [fake, redis] = await Promise.all([FakeAspose.start(), RedisServer.start()]);
const admin = new Redis(redis.url);
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const row of round % 2 === 0 ? rows : [...rows].reverse()) {
      row.results.push(await measureRow(row, { fake, redis, admin }));
      process.stderr.write('.');
    }
  }
} finally {
  admin.disconnect();
  await Promise.all([redis.stop(), fake.stop()]);
}

const [{ model }] = cpus();
const where = `Measured on ${new Date().toISOString().slice(0, 10)}: ${cpus().length} × ${model.trim()}, Node ${process.versions.node}, ${rounds} rounds.`;
const [[, ...heads], ...lines] = toTable({ columns: COLUMNS }, rows);
const table = `${where}\n\n${asMarkdown([['Redis', ...heads], ...lines])}\n`;
process.stdout.write(`\n${table}`);
if (values.write)
  writeFileSync(
    PAGE,
    page.replace(MARKERS, (_all, begin, end) => begin + table + end),
  );
