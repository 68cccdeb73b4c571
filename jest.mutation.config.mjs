import config from './jest.config.mjs';

process.env.CALLS_A_SECOND ??= '5';

/** The specs that scripts/mutation.mjs names for the file under mutation: Jest loads every spec for every mutant. */
export default {
  ...config,
  testTimeout: 3_000, // none takes a second; a mutant that makes one hang is found out soon
  setupFilesAfterEnv: [], // no part under mutation logs, and loading Nest's logger takes longer than most specs
  testMatch: (process.env.MUTATION_SPECS ?? 'token/*,config/*')
    .split(',')
    .map((spec) => `<rootDir>/test/${spec}.spec.ts`),
};
