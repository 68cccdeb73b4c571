// Runs one case, a scenario with an alternative, in a process of its own. Forked with the case as JSON; sends the result.
import { loadAdapter } from './adapters.mjs';
import { createControl } from './control.mjs';

const { scenario: name, adapter: adapterName, isShort, library, addresses, credentials } = JSON.parse(process.argv[2]);

const scenario = await import(`./scenarios/${name}.mjs`);
const adapter = await loadAdapter(adapterName);
const control = createControl(addresses.controlUrl);
process.on('disconnect', () => process.exit());
await control.set({ open: adapter.isBare === true });

/** Starts the alternative, or the one that it is compared with, against the server. */
const start = async (options = {}, one = adapter) =>
  one.start(options.url ?? addresses.url, credentials, { library, ...options });

const result = await scenario.run({
  name: adapterName,
  adapter,
  floor: adapter.floor && (await loadAdapter(adapter.floor)),
  control,
  start,
  isShort,
  library,
  credentials,
  ...addresses,
});
process.send({ result }, () => process.exit());
