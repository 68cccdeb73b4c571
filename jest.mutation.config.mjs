import config from './jest.config.mjs';

process.env.MODEL_RUNS ??= '100';

/** The tests that need no socket, and the model with fewer schedules than usual: a mutant is tried in a moment. */
export default {
  ...config,
  testMatch: [
    '<rootDir>/test/{token,config}/**/*.spec.ts',
    '<rootDir>/test/http/{target-origin,challenge,request-body,storage-params,progress-once,rejection-breaker}.spec.ts',
  ],
  testPathIgnorePatterns: ['token-endpoint'],
};
