// One side of the comparison: opens its accounts, requests a token for each, and sends the measurements to the parent.
import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ours } from './ours.mjs';
import { plain } from './plain.mjs';

const AT_ONCE = 50;
/** Accounts that are opened and forgotten first, so that code is compiled and sockets are open before anything is measured. */
const WARM_UP = 2_000;

const { side, count, ...where } = JSON.parse(process.env.SIDE);
Logger.overrideLogger(false);

/** Measures the bytes in use when nothing is left to collect. */
async function measureHeap() {
  for (let round = 0; round < 5; round += 1) {
    globalThis.gc();
    await setImmediate();
    await sleep(20);
  }
  return process.memoryUsage().heapUsed;
}

async function forEach(names, act) {
  const waiting = names.values();
  const worker = async () => {
    for (const name of waiting) await act(name);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const { open, acquire, forget } = await (side === 'ours' ? ours : plain)(where, count + WARM_UP);
/** Hexadecimal: V8 keeps a `randomUUID()` as a tree of parts until it is read, and then it shrinks by half a kilobyte. */
const names = (many) => Array.from({ length: many }, () => randomBytes(12).toString('hex'));
const warm = names(WARM_UP);
await forEach(warm, open);
await forEach(warm, acquire);
await forEach(warm, forget);
const counted = names(count);
const before = await measureHeap();
for (const [stage, act] of Object.entries({ opened: open, 'with token': acquire, forgotten: forget })) {
  const startedAt = performance.now();
  await forEach(counted, act);
  const ms = Math.round(performance.now() - startedAt);
  const bytesPerAccount = Math.round(((await measureHeap()) - before) / count);
  process.send({ side, accounts: count, stage, bytesPerAccount, ms });
}
process.disconnect();
process.exit(0); // open sockets would keep the process running for some seconds
