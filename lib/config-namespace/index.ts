export { asposeAuthConfig } from './aspose-auth.config.js';
export { type AsposeAuthEnvIssue, type AsposeAuthEnvSchema, asposeAuthEnvSchema } from './env-schema.js';
export { type AsposeAuthEnvironment, validateAsposeAuthEnv } from './validate-env.js';
