import config from './jest.config.mjs';

process.env.CALLS_A_SECOND ??= '5';

/** The specs that scripts/mutation.mjs names for the files under mutation: Jest loads every spec for every mutant. */
export default {
  ...config,
  testMatch: (process.env.MUTATION_SPECS ?? 'token/*,config/*')
    .split(',')
    .map((spec) => `<rootDir>/test/${spec}.spec.ts`),
};
