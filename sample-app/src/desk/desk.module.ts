import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AsposeConnectionModule } from '../aspose/aspose-connection.module.js';
import { CallMeter } from './events/call-meter.js';
import { DeskEventsController } from './events/desk-events.controller.js';
import { DeskEvents } from './events/desk-events.service.js';
import { AboutController } from './page/about.controller.js';
import { PreviewController } from './preview/preview.controller.js';
import { RequestOriginGuard } from './security/request-origin.guard.js';
import { SandboxSwitches } from './switches/sandbox-switches.js';
import { SwitchesController } from './switches/switches.controller.js';

/** What the page in the browser needs besides the API: the token's life, previews, and the sandbox's switches. */
@Module({
  imports: [AsposeConnectionModule],
  controllers: [AboutController, DeskEventsController, PreviewController, SwitchesController],
  providers: [CallMeter, DeskEvents, SandboxSwitches, { provide: APP_GUARD, useClass: RequestOriginGuard }],
})
export class DeskModule {}
