import { resolveSettings } from '../config/resolve-settings.js';

/** Variables by name, as `process.env` and the files of `ConfigModule` give them. */
export type AsposeAuthEnvironment = Record<string, unknown>;

/**
 * Checks the variables of this package, for `ConfigModule.forRoot({ validate: validateAsposeAuthEnv })`. Others are not looked at;
 * wrap it to check yours too.
 *
 * @returns The same variables.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` that names every problem, its variable and the fix.
 */
export function validateAsposeAuthEnv<E extends AsposeAuthEnvironment>(env: E): E {
  resolveSettings({}, (name) => env[name]);
  return env;
}
