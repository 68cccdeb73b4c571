import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { AsposeAuthModuleOptions } from './options/options.js';

/** `forRoot`, `forRootAsync` and the injection token of the options, as created by Nest. */
export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<AsposeAuthModuleOptions>({ moduleName: 'AsposeAuth' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createAsposeAuthOptions')
    .setExtras({ isGlobal: true }, (definition, { isGlobal }) => ({ ...definition, global: isGlobal }))
    .build();
