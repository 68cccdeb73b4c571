export const title = 'Heap after 200 000 calls';
export const text =
  'Growth from call 20 000 to call 220 000, garbage collected before both readings; without a network where that is possible.';
export const timeoutMs = 150_000;
export const execArgv = ['--expose-gc'];
export const columns = [
  { key: 'growthKb', title: 'growth, kB', digits: 0 },
  { key: 'bytesPerCall', title: 'bytes a call', digits: 1 },
];

/** Only alternatives that can run without a network, because the rest would take too long. */
export const isFor = ({ name }) => !['badgateway', 'asposewordscloud', 'ours-undici', 'undici-request'].includes(name);

const WARM_UP = 20_000;

async function heapUsed() {
  for (let n = 0; n < 3; n += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc();
  }
  return process.memoryUsage().heapUsed;
}

export async function run({ start, isShort }) {
  const count = isShort ? 30_000 : 200_000;
  const { call } = await start({ offline: true });
  const one = () => call('/v4.0/words/a.docx');
  await one().catch(one);
  for (let n = 0; n < WARM_UP; n += 1) await one();
  const before = await heapUsed();
  for (let n = 0; n < count; n += 1) await one();
  const growth = (await heapUsed()) - before;
  return { growthKb: growth / 1_024, bytesPerCall: growth / count };
}
