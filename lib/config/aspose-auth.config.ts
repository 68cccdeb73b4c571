import { registerAs } from '@nestjs/config';
import { createAccountVariables, ENVIRONMENT, type ReadVariable, readText } from '../options/environment.js';
import { readOption } from '../options/option-reader.js';
import type { AsposeAuthModuleOptions, ClientSecret } from '../options/options.js';
import { resolveSettings } from '../options/resolve-options.js';
import { createSecretFileSource, DEFAULT_ACCOUNT } from '../options/settings.js';

/**
 * The options of `AsposeAuthModule` from the environment, as the namespace `asposeAuth` of `@nestjs/config` 4 and 12. Load it
 * with `ConfigModule` and inject it by `asposeAuthConfig.KEY`, or pass it to the module directly.
 *
 * Variables that are missing are no error here, because the options may be completed in code. The module reports them.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` if variables have invalid values.
 *
 * @example Pass it to the module
 * ```ts
 * const imports = [AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())];
 * ```
 *
 * @example Complete it in code
 * ```ts
 * const { imports, inject } = asposeAuthConfig.asProvider();
 * const useFactory = (config: ConfigType<typeof asposeAuthConfig>) => ({ ...config, clientSecret: readSecret });
 * const module = AsposeAuthModule.forRootAsync({ imports, inject, useFactory });
 * ```
 *
 * @see {@link https://docs.nestjs.com/techniques/configuration#configuration-namespaces}
 */
export const asposeAuthConfig = registerAs(
  'asposeAuth',
  (): AsposeAuthModuleOptions => readEnvironmentOptions((name) => process.env[name]),
);

/**
 * Reads the options of the module from the environment.
 *
 * @throws AsposeAuthError `ERR_ASPOSE_CONFIG` that names every variable with an invalid value. Missing ones are no error.
 */
export function readEnvironmentOptions(read: ReadVariable): AsposeAuthModuleOptions {
  resolveSettings(PLACEHOLDERS, read);
  const options: Record<string, unknown> = {};
  for (const { option, variables, reads } of ENVIRONMENT) {
    const value =
      reads === 'secret-file'
        ? createSecretReader(variables[0]!, read)
        : readOption(option, undefined, '', createAccountVariables(DEFAULT_ACCOUNT, read))?.value;
    if (value !== undefined && !(option in options)) options[option] = value;
  }
  return options;
}

/** Stand in for the required options while the variables are checked, so that missing ones are not reported. */
const PLACEHOLDERS: AsposeAuthModuleOptions = { clientId: 'placeholder', clientAuthentication: () => undefined };

/** Returns a function that reads the secret from the file that the variable names, anew for each token request. */
function createSecretReader(variable: string, read: ReadVariable): ClientSecret | undefined {
  const path = readText(read, variable);
  if (path === undefined) return undefined;
  const file = createSecretFileSource(path, variable);
  return () => file.read();
}
