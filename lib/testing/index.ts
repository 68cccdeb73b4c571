export { AsposeAuthTestingModule } from './aspose-auth-testing.module.js';
export { ManualClock } from './manual-clock.js';
export type { AsposeAuthTesting, AsposeAuthTestingOptions, TestAnswer, TestResponder } from './options.js';
