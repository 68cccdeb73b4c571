export { AsposeSandbox } from './aspose-sandbox.js';
export type { SandboxCounters } from './counters.js';
export type { ApiFault, FaultFrequency, SandboxFaults, TokenFault } from './faults.js';
export type { AsposeSandboxOptions, SandboxClient } from './options.js';
