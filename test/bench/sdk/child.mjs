// Runs one case of the table in a process of its own: one SDK, alone or injected, in one scenario.
import { once } from 'node:events';
import { createAlone, createInjected } from './create-api.mjs';
import { SCENARIOS } from './scenarios.mjs';

const [message] = await once(process, 'message');
const { sdk: name, mode, scenario, sdks, ...credentials } = JSON.parse(message.case);

async function tellParent(command) {
  process.send({ command });
  await once(process, 'message');
}

const under = (await import(sdks)).SDKS.find((one) => one.name === name);
const { api, close } = mode === 'alone' ? createAlone(under, credentials) : await createInjected(under, credentials);
await tellParent('begin');
const result = await SCENARIOS[scenario].run(under, api, tellParent);
process.send({ result }, async () => {
  await close?.();
  process.disconnect(); // from now on, nothing may keep the process alive
});
