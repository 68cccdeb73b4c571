import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { AsposeConnection } from './aspose/aspose-connection.js';
import { AsposeConnectionModule } from './aspose/aspose-connection.module.js';
import { AuthStateModule } from './auth-state/auth-state.module.js';
import { DeskModule } from './desk/desk.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { SettingsModule } from './settings/settings.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    SettingsModule,
    // An application without a sandbox writes AsposeAuthModule.forRoot() here, and needs no AsposeConnection.
    AsposeAuthModule.forRootAsync({
      imports: [AsposeConnectionModule],
      inject: [AsposeConnection],
      useFactory: (connection: AsposeConnection) => connection.options,
    }),
    AuthStateModule,
    DocumentsModule,
    DeskModule,
  ],
})
export class AppModule {}
