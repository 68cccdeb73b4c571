import { ConfigurableModuleBuilder } from '@nestjs/common';
import { AsposeAuthError } from './errors.js';
import type { AsposeAuthModuleOptions } from './options/options.js';

/** `forRoot`, `forRootAsync` and the injection token of the options, as created by Nest. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<AsposeAuthModuleOptions>({ moduleName: 'AsposeAuth' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createAsposeAuthOptions')
    .setExtras({ isGlobal: true }, (definition, extras) => {
      const { isGlobal = true } = extras as { isGlobal?: unknown };
      if (typeof isGlobal !== 'boolean') {
        throw new AsposeAuthError('ERR_ASPOSE_CONFIG', 'isGlobal must be true or false.');
      }
      return { ...definition, global: isGlobal };
    })
    .build();
