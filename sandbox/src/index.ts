export { AsposeSandbox } from './aspose-sandbox.js';
export type { ApiFault, SandboxCounters, SandboxFaults, TokenFault } from './faults.js';
export type { AsposeSandboxOptions, SandboxClient } from './options.js';
