// What is done with each application of test/package/consumers. Compilers are the aliases in its package.json.
const tsc = (compiler, ...options) => ['node', [`node_modules/${compiler}/bin/tsc`, ...options]];
const node = (file, env) => ['node', [file], env];

const typesWith = (compiler) => ({ name: `types, ${compiler}`, run: tsc(compiler, '--noEmit') });
const compile = { name: 'compile, strict', run: tsc('typescript') };
const identity = { name: 'one class for import and require', run: node('identity.mjs') };
const sandbox = (name, env) => ({ name: `sandbox ${name}`, run: node('dist/sandbox.js', env) });
const start = (file, env) => ({
  name: `${file}: one token, ends by itself`,
  run: node(file, env),
  isApplication: true,
});

const WITH_PEERS = sandbox('starts', {});
const WITHOUT_PEERS = sandbox('says what to install', { OPTIONAL_PEERS: 'none' });
const ONE_AXIOS = { ONE_AXIOS: 'yes' };

export const PLAN = [
  {
    name: 'nest12-esm',
    steps: [
      compile,
      typesWith('typescript-5.9'),
      typesWith('typescript-5.7'),
      start('dist/main.js', ONE_AXIOS),
      identity,
      WITH_PEERS,
    ],
  },
  {
    // Nest 12 itself is out of reach for CommonJS before TypeScript 5.8, which does not know require() of ES modules.
    name: 'nest12-cjs',
    steps: [compile, typesWith('typescript-5.9'), start('dist/main.js', {}), identity, WITHOUT_PEERS],
  },
  {
    name: 'nest11-cjs',
    steps: [
      compile,
      typesWith('typescript-6.0'),
      typesWith('typescript-5.7'),
      { name: 'compile, as older templates do', run: tsc('typescript', '-p', 'tsconfig.older.json') },
      start('dist/main.js', ONE_AXIOS),
      start('dist-older/main.js', ONE_AXIOS),
      identity,
      WITH_PEERS,
      { name: 'unit test in Jest without flags', run: ['node', ['node_modules/jest/bin/jest.js']] },
    ],
  },
];
