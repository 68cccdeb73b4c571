/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.spec.ts', '<rootDir>/sandbox/test/**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  testTimeout: 20_000,
  testPathIgnorePatterns: ['<rootDir>/test/package/consumers/', '<rootDir>/test/recipes/vitest/'],
  modulePathIgnorePatterns: ['<rootDir>/.stryker-tmp', '<rootDir>/dist'],
  setupFilesAfterEnv: ['<rootDir>/test/support/quiet.ts'],
  moduleNameMapper: {
    // AXIOS=lowest runs the same specs on the lowest axios that the peer range allows.
    ...(process.env.AXIOS === 'lowest' && { '^axios$': 'axios-lowest' }),
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^nestjs-aspose-auth$': '<rootDir>/lib/index.ts',
    '^nestjs-aspose-auth/(config|health|otel|redis|testing|undici)$': '<rootDir>/lib/$1/index.ts',
    // Threads run outside of Jest, which compiles the sources.
    'worker-location\\.cjs$': '<rootDir>/sandbox/test/support/worker-location.cjs',
    '^aspose-cloud-sandbox$': '<rootDir>/sandbox/src/index.ts',
  },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  collectCoverageFrom: ['lib/**/*.ts', '!lib/**/index.ts'],
  coverageProvider: 'babel',
};
