import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { median } from '../measure/statistics.mjs';

export const title = 'Cold start';
export const text =
  'A new process, as in a serverless function: Nest and the client are imported, the application context starts, the first call is answered. By the clock of that process, from the first import.';
export const timeoutMs = 120_000;
export const ratioTo = 'tutorial-service';
export const columns = [
  { key: 'importMs', title: 'import, ms', digits: 0 },
  { key: 'bootMs', title: 'boot, ms', digits: 0 },
  { key: 'firstCallMs', title: 'first call, ms', digits: 0 },
  { key: 'totalMs', title: 'in all, ms', digits: 0, hasRatio: true },
];

/** Only what runs in Nest. */
export const isFor = ({ name }) => ['tutorial-service', 'ours', 'ours-undici'].includes(name);

const here = (file) => new URL(file, import.meta.url).pathname;

/** Each start is a process of its own: nothing is in memory but what the system has cached of the files. */
export async function run({ name, url, credentials, library = 'dist/esm', isShort }) {
  const order = JSON.stringify({ name, url, credentials, library: resolve(library, 'index.js') });
  const starts = [];
  for (let n = -1; n < (isShort ? 2 : 7); n += 1) {
    const printed = execFileSync(process.execPath, [here('../cold-start-child.mjs'), order], { encoding: 'utf8' });
    if (n >= 0) starts.push(JSON.parse(printed)); // the first reads the files from the disk
  }
  return Object.fromEntries(columns.map(({ key }) => [key, median(starts.map((start) => start[key]))]));
}
