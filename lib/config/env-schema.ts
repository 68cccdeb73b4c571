import { AsposeAuthError } from '../errors.js';
import { resolveSettings } from '../options/resolve-options.js';

/** Environment variables by name, as `process.env` and the files of `ConfigModule` have them. */
export type AsposeAuthEnvironment = Record<string, unknown>;

/** One problem, in the format of Standard Schema. */
export interface AsposeAuthEnvIssue {
  readonly message: string;
  /** The variable that has the problem, if it is a single one. */
  readonly path?: readonly PropertyKey[];
}

/**
 * A Standard Schema (version 1) that also has the method `validate` of joi: `@nestjs/config` 12 uses the former, 4 the latter.
 *
 * @see {@link https://standardschema.dev}
 */
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
  /**
   * Validates as joi does: it does not throw.
   *
   * @returns The variables, and an `AsposeAuthError` (`ERR_ASPOSE_CONFIG`) if some are missing or invalid.
   */
  validate(env: AsposeAuthEnvironment): { value: AsposeAuthEnvironment; error?: AsposeAuthError };
}

/**
 * The schema of this package's environment variables, for `validationSchema` of `@nestjs/config` 4 and 12. Other variables pass
 * unchecked.
 *
 * @example
 * ```ts
 * const imports = [ConfigModule.forRoot({ validationSchema: asposeAuthEnvSchema })];
 * ```
 *
 * @see {@link https://docs.nestjs.com/techniques/configuration#schema-validation}
 */
export const asposeAuthEnvSchema: AsposeAuthEnvSchema = {
  '~standard': {
    version: 1,
    vendor: 'nestjs-aspose-auth',
    validate: (value) => {
      if (typeof value !== 'object' || value === null)
        return { issues: [{ message: 'This must be an object that has the environment variables by name.' }] };
      const { error } = validate(value as AsposeAuthEnvironment);
      return error ? { issues: toIssues(error) } : { value: value as AsposeAuthEnvironment };
    },
  },
  validate,
};

/**
 * Validates this package's environment variables, for `validate` of `@nestjs/config`. Other variables are not checked; call it
 * from a function of your own to check yours as well.
 *
 * @returns The same object.
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` that names every problem, its variable and the fix.
 *
 * @example
 * ```ts
 * const imports = [ConfigModule.forRoot({ validate: validateAsposeAuthEnv })];
 * ```
 *
 * @see {@link https://docs.nestjs.com/techniques/configuration#custom-validate-function}
 */
export function validateAsposeAuthEnv<E extends AsposeAuthEnvironment>(env: E): E {
  resolveSettings(
    {},
    Object.assign((name: string) => env[name], { names: Object.keys(env) }),
  );
  return env;
}

function validate(env: AsposeAuthEnvironment): { value: AsposeAuthEnvironment; error?: AsposeAuthError } {
  try {
    return { value: validateAsposeAuthEnv(env) };
  } catch (error) {
    if (!AsposeAuthError.is(error)) throw error;
    return { value: env, error };
  }
}

/** Splits the list in the error's message into issues. The first variable that a problem names is the one to fix. */
function toIssues({ message }: AsposeAuthError): AsposeAuthEnvIssue[] {
  const [, ...problems] = message.split('\n  - ');
  return problems.map((problem) => {
    const variable = /\bASPOSE_[A-Z_]+/.exec(problem)?.[0];
    return variable === undefined ? { message: problem } : { message: problem, path: [variable] };
  });
}
