export type { Clock } from '../util/clock.js';
export { AsposeAuthTestingModule } from './aspose-auth-testing.module.js';
export { ManualClock } from './manual-clock.js';
export type { AsposeAuthTesting, AsposeAuthTestingOptions, TestResponder, TestResponse } from './testing-options.js';
