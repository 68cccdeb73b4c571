// One case of the table: an SDK, alone or with the bridge, in a scenario.
import { once } from 'node:events';
import { alone } from './alone.mjs';
import { bridged } from './bridged.mjs';
import { SCENARIOS } from './scenarios.mjs';

const [message] = await once(process, 'message');
const { sdk: name, mode, scenario, sdks, ...credentials } = JSON.parse(message.case);

async function parent(order) {
  process.send({ order });
  await once(process, 'message');
}

const under = (await import(sdks)).SDKS.find((one) => one.name === name);
const made = mode === 'alone' ? { api: alone(under, credentials) } : await bridged(under, credentials);
await parent('begin');
const result = await SCENARIOS[scenario].run(under, made.api, parent);
process.send({ result }, async () => {
  await made.close?.();
  process.disconnect(); // from here on the process has to end by itself
});
