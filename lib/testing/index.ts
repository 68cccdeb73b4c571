export type { Clock } from '../util/clock.js';
export { AsposeAuthTestingModule } from './aspose-auth-testing.module.js';
export { ManualClock } from './manual-clock.js';
export type { AsposeAuthTesting, AsposeAuthTestingOptions, TestAnswer, TestResponder } from './testing-options.js';
