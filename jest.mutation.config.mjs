import config from './jest.config.mjs';

// Fewer of what takes long: a spec that takes too long for its load would count as one that has found the mutant.
process.env.COLD_CALLERS ??= '100';
process.env.CALLS_A_SECOND ??= '5';
process.env.MODEL_RUNS ??= '20';

/** Runs the specs that scripts/mutation.mjs names for the mutated file: Jest loads every spec for every mutant. */
export default {
  ...config,
  testTimeout: 3_000, // no spec takes a second; a mutant that makes one hang is detected soon
  setupFilesAfterEnv: [], // the mutated files do not log, and loading Nest's logger takes longer than most specs
  testMatch: (process.env.MUTATION_SPECS ?? 'token/*,options/*')
    .split(',')
    .map((spec) => `<rootDir>/test/${spec}.spec.ts`),
};
