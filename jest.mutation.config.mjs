import config from './jest.config.mjs';

process.env.CALLS_A_SECOND ??= '5';

/** The tables and examples, without sockets and random schedules: a mutant is tried in a moment, and dies for a reason. */
export default {
  ...config,
  testMatch: [
    '<rootDir>/test/{token,config}/**/*.spec.ts',
    '<rootDir>/test/http/{target-origin,challenge,request-body,storage-params,progress-once,rejection-breaker}.spec.ts',
  ],
  testPathIgnorePatterns: ['token-endpoint', 'model'],
};
