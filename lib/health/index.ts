export { AsposeAuthHealthIndicator, type AsposeAuthHealthOptions } from './aspose-auth-health.indicator.js';
export type { AsposeAuthCondition, AsposeAuthHealth } from './health-status.js';
