import { registerAs } from '@nestjs/config';
import type { AsposeAuthModuleOptions } from '../config/options.js';
import { environmentOptions } from './environment-options.js';

/**
 * The options of `AsposeAuthModule` from the environment, as namespace `asposeAuth` of `@nestjs/config` 4 and 12: loaded by
 * `ConfigModule`, injectable by `asposeAuthConfig.KEY`. Throws `ERR_ASPOSE_CONFIG` for variables that cannot be read; what is
 * missing may still be added.
 *
 * @example
 * AsposeAuthModule.forRootAsync(asposeAuthConfig.asProvider())
 */
export const asposeAuthConfig = registerAs(
  'asposeAuth',
  (): AsposeAuthModuleOptions => environmentOptions((name) => process.env[name]),
);
