import { usPerCall } from '../measure/calls.mjs';
import { median } from '../measure/statistics.mjs';

export const title = 'What authorisation costs, without a network';
export const text =
  'One call after another, with an immediate response in the process; processor time. Each alternative beside its own floor in one process, batches in turns.';
export const timeoutMs = 60_000;
export const columns = [
  { key: 'floorUs', title: 'floor, µs', digits: 1 },
  { key: 'callUs', title: 'with token, µs', digits: 1 },
  { key: 'overUs', title: 'more, µs', digits: 2 },
  { key: 'ratio', title: 'ratio', digits: 3 },
];

export const isFor = ({ floor }) => floor !== undefined;

const PATH = '/v4.0/words/a.docx';
const CALLS = 2_000;

/** Runs pairs of batches and reverses the order with each pair, so that neither profits from changes of the machine's speed. */
export async function run({ adapter, floor, start, isShort }) {
  const pairs = isShort ? 20 : 60;
  const [bare, ours] = [await start({ offline: true }, floor), await start({ offline: true }, adapter)];
  await ours.call(PATH).catch(() => ours.call(PATH)); // axios-auth-refresh begins with a 401
  const measure = async ({ call }) => (await usPerCall(CALLS, 1, () => call(PATH))).cpuUs;
  const floorUs = [];
  const callUs = [];
  for (let pair = -5; pair < pairs; pair += 1) {
    const isTurned = pair % 2 === 0;
    const first = await measure(isTurned ? bare : ours);
    const second = await measure(isTurned ? ours : bare);
    if (pair < 0) continue; // warms up
    floorUs.push(isTurned ? first : second);
    callUs.push(isTurned ? second : first);
  }
  return {
    floorUs: median(floorUs),
    callUs: median(callUs),
    overUs: median(callUs.map((us, at) => us - floorUs[at])),
    ratio: median(callUs.map((us, at) => us / floorUs[at])),
  };
}
