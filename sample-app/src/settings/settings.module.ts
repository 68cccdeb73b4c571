import { Global, Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { DeskSettings } from './desk-settings.js';
import { readSettings } from './read-settings.js';

@Global()
@Module({
  providers: [
    {
      provide: DeskSettings,
      inject: [ConfigService],
      useFactory: (config: ConfigService) => readSettings((name) => config.get<string>(name)),
    },
  ],
  exports: [DeskSettings],
})
export class SettingsModule {}
