import { fileURLToPath } from 'node:url';

// The steps for each application of test/package/consumers. Compilers are the aliases in its package.json.
const tsc = (compiler, ...options) => ['node', [`node_modules/${compiler}/bin/tsc`, ...options]];
const node = (file, env) => ['node', [file], env];

const types = (compiler, config = 'tsconfig.json') => ({
  name: `types, ${compiler}, ${config}`,
  run: tsc(compiler, '--noEmit', '-p', config),
});
/** A compiler that only `--matrix` uses. */
const inMatrix = (step) => ({ ...step, isOnlyInMatrix: true });
const compile = { name: 'compile, strict', run: tsc('typescript') };

/** A program, which every version of Node has to run; see run-step.mjs. */
const program = (name, file, tokenRequests, env) => ({ name, run: node(file, env), tokenRequests, isProgram: true });
const start = (file, env) => program(`${file}: one token, ends by itself`, file, 1, env);
const identity = (env) => ({
  name: 'one class for import and require',
  run: node('identity.mjs', env),
  isProgram: true,
});
const redis = [
  program('redis: a client object', 'dist/redis.js', 1),
  { ...program('redis: a real one', 'dist/redis.js', 1), needsRedis: true },
];
const commandLine = (env) => program('npx aspose-auth', 'cli.mjs', 1, env);

const ONE_AXIOS = { ONE_AXIOS: 'yes' };
const NO_PEERS = { OPTIONAL_PEERS: 'none' };

const WITH_PEERS = [
  identity(),
  program('health over HTTP', 'dist/health.js', 1),
  program('telemetry', 'dist/telemetry.js', 1),
  program('@nestjs/config', 'dist/config.js', 1),
  program('official SDKs, a revocation between', 'dist/sdks.js', 2),
  program('undici', 'dist/undici.js', 1),
  program('sandbox starts', 'dist/sandbox.js', 0),
  commandLine(),
];

const BUNDLER = fileURLToPath(new URL('bundle.mjs', import.meta.url));
const DOCKERFILE = fileURLToPath(new URL('../../sandbox/Dockerfile', import.meta.url));
const IN_ONE_FILE = [
  { name: 'bundled and minified', run: ['node', [BUNDLER, '../bundled', 'dist/config.js', 'dist/undici.js']] },
  program('one file, without node_modules', '../bundled/config.js', 1),
  program('one file, undici', '../bundled/undici.js', 1),
];

const ES_MODULES_IN_JEST = ['--experimental-vm-modules', '--no-warnings'];

/** How a runner of unit tests is called. Nest 12 is ES modules, for which Jest needs its flag in CommonJS applications as well. */
export function unitTests(runner, nest, format) {
  if (runner === 'vitest') return ['node', ['node_modules/vitest/vitest.mjs', 'run']];
  const flags = format === 'esm' || nest === 12 ? ES_MODULES_IN_JEST : [];
  return ['node', [...flags, 'node_modules/jest/bin/jest.js', '--config', `jest.${format}.json`]];
}

export const PLAN = [
  {
    name: 'nest11-cjs',
    layers: ['shared', 'peers', 'nest11-cjs'],
    steps: [
      compile,
      types('typescript-5.7', 'tsconfig.node16.json'),
      { name: 'compile, as older templates do', run: tsc('typescript', '-p', 'tsconfig.older.json') },
      inMatrix(types('typescript-5.7')),
      inMatrix(types('typescript-6.0')),
      inMatrix(types('typescript-6.0', 'tsconfig.bundler.json')),
      start('dist/main.js', ONE_AXIOS),
      start('dist-older/main.js', ONE_AXIOS),
      ...WITH_PEERS,
      ...redis,
      { name: 'unit tests in Jest without flags', run: unitTests('jest', 11, 'cjs') },
    ],
  },
  {
    name: 'nest12-esm',
    layers: ['shared', 'peers', 'nest12-esm'],
    steps: [
      compile,
      types('typescript-5.9', 'tsconfig.bundler.json'),
      inMatrix(types('typescript-5.9')),
      inMatrix(types('typescript-5.7')),
      start('dist/main.js', ONE_AXIOS),
      ...WITH_PEERS,
      ...IN_ONE_FILE,
      ...redis,
      { name: 'unit tests in Vitest', run: unitTests('vitest', 12, 'esm') },
    ],
  },
  {
    name: 'newcomer-nest11',
    collection: 'nest-schematics-11',
    // The newest @nestjs/axios takes Nest 11 as well, but is ES modules, which that application's Jest cannot load.
    packages: ['@nestjs/axios@4', 'axios'],
  },
  {
    // Nest 12 itself is out of reach for CommonJS before TypeScript 5.8, which does not know require() of ES modules.
    name: 'nest12-cjs',
    layers: ['shared', 'nest12-cjs'],
    steps: [
      compile,
      inMatrix(types('typescript-5.9')),
      start('dist/main.js', {}),
      identity(NO_PEERS),
      redis[0],
      program('subpaths name the library that they need', 'dist/without-peers.js', 0),
      program('sandbox starts', 'dist/sandbox.js', 0),
      commandLine(NO_PEERS),
    ],
  },
  {
    name: 'sandbox-alone',
    layers: ['sandbox-alone'],
    isAlone: true,
    steps: [
      { name: 'npx aspose-cloud-sandbox serves a token within ten seconds', run: node('npx.mjs') },
      { name: 'the typings have public names only', run: node('types.mjs') },
      { name: 'the steps of the Dockerfile', run: node('container.mjs', { DOCKERFILE }) },
    ],
  },
  {
    name: 'newcomer-nest12',
    collection: '@nestjs/schematics',
    packages: ['@nestjs/axios', 'axios'],
  },
  {
    name: 'nest11-esm',
    layers: ['shared', 'peers', 'nest11-esm'],
    isOnlyInMatrix: true,
    steps: [compile, start('dist/main.js', {}), ...WITH_PEERS, redis[0]],
  },
];
