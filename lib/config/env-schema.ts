import { AsposeAuthError } from '../errors.js';
import { resolveSettings } from '../options/resolve-options.js';

/** One problem, as Standard Schema tells it. */
export interface AsposeAuthEnvIssue {
  readonly message: string;
  /** The variable, where one is to blame. */
  readonly path?: readonly PropertyKey[];
}

/** A Standard Schema (https://standardschema.dev, version 1) that also has joi's `validate`, for both ages of `@nestjs/config`. */
export interface AsposeAuthEnvSchema {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: 'nestjs-aspose-auth';
    readonly validate: (
      value: unknown,
    ) =>
      | { readonly value: AsposeAuthEnvironment; readonly issues?: undefined }
      | { readonly issues: readonly AsposeAuthEnvIssue[] };
    readonly types?: { readonly input: AsposeAuthEnvironment; readonly output: AsposeAuthEnvironment };
  };
  /** As joi does: the variables, and an `AsposeAuthError` where something is wrong with them. Does not throw. */
  validate(env: AsposeAuthEnvironment): { value: AsposeAuthEnvironment; error?: AsposeAuthError };
}

function validate(env: AsposeAuthEnvironment): { value: AsposeAuthEnvironment; error?: AsposeAuthError } {
  try {
    return { value: validateAsposeAuthEnv(env) };
  } catch (error) {
    if (!AsposeAuthError.is(error)) throw error;
    return { value: env, error };
  }
}

/** The error's list as one issue each; a problem names first the variable that has it, or that is to be set. */
function toIssues({ message }: AsposeAuthError): AsposeAuthEnvIssue[] {
  const [, ...problems] = message.split('\n  - ');
  return problems.map((problem) => {
    const variable = /\bASPOSE_[A-Z_]+/.exec(problem)?.[0];
    return variable === undefined ? { message: problem } : { message: problem, path: [variable] };
  });
}

/**
 * The variables of this package as a schema, for `ConfigModule.forRoot({ validationSchema: asposeAuthEnvSchema })` of
 * `@nestjs/config` 4 and 12. Variables of others pass.
 */
export const asposeAuthEnvSchema: AsposeAuthEnvSchema = {
  '~standard': {
    version: 1,
    vendor: 'nestjs-aspose-auth',
    validate: (value) => {
      if (typeof value !== 'object' || value === null)
        return { issues: [{ message: 'must be the variables by name' }] };
      const { error } = validate(value as AsposeAuthEnvironment);
      return error ? { issues: toIssues(error) } : { value: value as AsposeAuthEnvironment };
    },
  },
  validate,
};

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
