import config from './jest.config.mjs';

/** The quick tests that hold the mutated files; the model with fewer schedules than usual. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/{token,config,http,accounts}/**/*.spec.ts'],
  testPathIgnorePatterns: ['leaks', 'replay\\.spec', 'streams'],
};
