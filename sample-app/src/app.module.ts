import { Module } from '@nestjs/common';
import { ConfigModule } from '@nestjs/config';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { AsposeConnection, AsposeConnectionModule } from './aspose-connection.js';
import { AuthStateController } from './auth-state/auth-state.controller.js';
import { DeskModule } from './desk/desk.module.js';
import { DocumentsModule } from './documents/documents.module.js';
import { SettingsModule } from './settings.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true }),
    SettingsModule,
    // An application without a sandbox writes AsposeAuthModule.forRoot() here and needs no AsposeConnection.
    AsposeAuthModule.forRootAsync({
      imports: [AsposeConnectionModule],
      inject: [AsposeConnection],
      useFactory: (connection: AsposeConnection) => connection.options,
    }),
    DocumentsModule,
    DeskModule,
  ],
  controllers: [AuthStateController],
})
export class AppModule {}
