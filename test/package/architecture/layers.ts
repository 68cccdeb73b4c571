/**
 * What each layer may import besides itself: layers, or single files of them. A layer is a folder of `lib/`. The files directly
 * in `lib/` are the layer `module`, except `errors.ts`, which is a layer of its own.
 */
const PRODUCTION: Record<string, readonly string[]> = {
  module: [
    'undici/undici-adapter.ts', // loaded with import() for `transport: 'undici'`
    ...['sdk', 'http', 'accounts', 'store', 'token', 'options', 'events', 'errors', 'util'],
  ],
  sdk: ['http', 'accounts', 'token', 'options', 'events', 'errors', 'util'],
  http: ['accounts', 'token', 'options', 'events', 'errors', 'util'],
  accounts: ['token', 'store', 'options', 'events', 'errors', 'util'],
  store: ['token', 'options', 'events', 'errors', 'util'],
  token: ['options', 'events', 'errors', 'util'],
  options: ['errors', 'util'],
  events: ['util'],
  errors: [],
  util: [],
};

/** The store knows the value types of a token and its own port, never the algorithm that decides when a token is requested. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = {
  store: ['token-manager', 'token-state', 'token-client', 'lockout-guard', 'aspose-token.service'].map(
    (file) => `token/${file}.ts`,
  ),
};

/** Subpaths and commands may import all of production, which imports none of them, and not each other. */
const everyProductionLayer = Object.keys(PRODUCTION);

export const LAYERS: Readonly<Record<string, readonly string[]>> = {
  ...PRODUCTION,
  cli: everyProductionLayer,
  config: everyProductionLayer,
  health: everyProductionLayer,
  otel: everyProductionLayer,
  redis: everyProductionLayer,
  schematics: [],
  testing: everyProductionLayer,
  undici: everyProductionLayer,
};

/** Finds the layer of a path relative to `lib/`. */
export function getLayer(path: string): string {
  if (path === 'errors.ts') return 'errors';
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : 'module';
}

/** True if a file of the layer may import the file `target`. */
export function mayImport(layer: string, target: string): boolean {
  const other = getLayer(target);
  if (layer === other) return true;
  if (FORBIDDEN[layer]?.includes(target)) return false;
  return (LAYERS[layer] ?? []).some((entry) => entry === other || entry === target);
}
