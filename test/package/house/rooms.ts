/**
 * The house of the design, from the door down: what each room may import besides itself. An entry is a room, or one file
 * of it. Files directly in `lib/` are the room `door`, but for `errors.ts`, the ground that everything stands on.
 */
const PRODUCTION: Record<string, readonly string[]> = {
  door: ['undici/undici-adapter.ts', 'sdk', 'http', 'accounts', 'store', 'token', 'config', 'observe', 'errors'],
  sdk: ['http', 'accounts', 'token', 'config', 'observe', 'errors'],
  http: ['accounts', 'token', 'config', 'observe', 'errors'],
  accounts: ['token', 'store', 'config', 'observe', 'errors'],
  store: [
    // value types of a token, the agreement about sharing, and time; never the cycle
    ...['access-token', 'grant', 'ask-endpoint', 'share-asking', 'refusal-policy', 'clock', 'pause'].map(
      (file) => `token/${file}.ts`,
    ),
    ...['config', 'observe', 'errors'],
  ],
  token: ['config', 'observe', 'errors'],
  config: ['errors'],
  observe: [],
  errors: [],
};

/** Subpaths of the package look down on all of production, which never looks back, and not at each other. */
const subpath = Object.keys(PRODUCTION);

export const HOUSE: Readonly<Record<string, readonly string[]>> = {
  ...PRODUCTION,
  health: subpath,
  otel: subpath,
  redis: subpath,
  testing: subpath,
  sandbox: subpath,
  schematics: [],
  undici: subpath,
  'config-namespace': subpath,
  cli: [...subpath, 'sandbox'],
};

/** Room of a path relative to `lib/`. */
export function roomOf(path: string): string {
  if (path === 'errors.ts') return 'errors';
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : 'door';
}

/** True where the house lets a file of the one room import the file `target`. */
export function mayImport(room: string, target: string): boolean {
  const other = roomOf(target);
  return room === other || (HOUSE[room] ?? []).some((entry) => entry === other || entry === target);
}
