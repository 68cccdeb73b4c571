import { Module } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { AsposeConnection } from './aspose-connection.js';

@Module({
  providers: [
    {
      provide: AsposeConnection,
      inject: [ConfigService],
      useFactory: (config: ConfigService) => AsposeConnection.open((name) => config.get<string>(name)),
    },
  ],
  exports: [AsposeConnection],
})
export class AsposeConnectionModule {}
