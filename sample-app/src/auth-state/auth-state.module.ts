import { Module } from '@nestjs/common';
import { AuthStateController } from './auth-state.controller.js';

@Module({ controllers: [AuthStateController] })
export class AuthStateModule {}
