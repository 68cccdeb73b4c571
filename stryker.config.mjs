/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: { configFile: 'jest.mutation.config.mjs', enableFindRelatedTests: false },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 6_000,
  // Decisions and the token cycle; what only moves bytes is held by tests over sockets.
  mutate: [
    'lib/token/**/*.ts',
    '!lib/token/token-endpoint.ts',
    'lib/config/**/*.ts',
    'lib/http/{target-origin,challenge,request-body,progress-once,storage-params,rejection-breaker}.ts',
  ],
  reporters: ['progress-append-only', 'clear-text', 'json'],
  incremental: true,
  incrementalFile: 'reports/mutation/incremental.json',
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 100, low: 95, break: 95 },
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['dist', 'reports', 'coverage', 'sample-app'],
};
