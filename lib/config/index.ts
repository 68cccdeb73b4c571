export { asposeAuthConfig } from './aspose-auth.config.js';
export {
  type AsposeAuthEnvIssue,
  type AsposeAuthEnvironment,
  type AsposeAuthEnvSchema,
  asposeAuthEnvSchema,
  validateAsposeAuthEnv,
} from './env-schema.js';
