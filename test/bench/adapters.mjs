/** The alternatives, in the order of the tables. Each is a file in `adapters/`. */
const NAMES = [
  'bare-axios',
  'bare-http-service',
  'azure-bare',
  'undici-request',
  'static-http-service',
  'axios-auth-refresh',
  'axios-oauth-client',
  'azure-pipeline',
  'badgateway',
  'tutorial-service',
  'asposewordscloud',
  'ours',
  'ours-undici',
];

/**
 * One alternative.
 *
 * - `start(serverUrl, credentials, options)` resolves to `{ call(path, body?), stop() }`. `call` resolves to
 *   `{ status, data }` or rejects; with `options.offline` API calls need no network.
 * - `title`, and the `packages` it is made of.
 * - `floor`: the alternative that does the same without authorisation; absent if there is none.
 * - `isAxios`: false if it does not use axios, which makes forms of fields. `isBare`: sends no token. `hasFixedPaths`: takes no address. `isThere()`: false if it cannot run.
 */
export const loadAdapter = (name) => import(`./adapters/${name}.mjs`);

/** Loads the alternatives that can run here, each with its name. */
export async function availableAdapters() {
  const all = await Promise.all(NAMES.map(async (name) => ({ name, ...(await loadAdapter(name)) })));
  return all.filter(({ isThere }) => isThere?.() ?? true);
}
