import { Module } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { AsposeConnectionModule } from '../aspose-connection.js';
import { ApiResponseMonitor } from './api-response-monitor.js';
import { DeskController } from './desk.controller.js';
import { DeskEvents } from './desk-events.service.js';
import { DocumentChangesInterceptor } from './document-changes.interceptor.js';
import { PreviewController } from './preview.controller.js';
import { SandboxControlsController } from './sandbox-controls/sandbox-controls.controller.js';
import { SandboxControls } from './sandbox-controls/sandbox-controls.service.js';
import { RequestOriginGuard } from './security/request-origin.guard.js';

/** What the page in the browser needs in addition to the API: token events, previews and the sandbox controls. */
@Module({
  imports: [AsposeConnectionModule],
  controllers: [DeskController, PreviewController, SandboxControlsController],
  providers: [
    ApiResponseMonitor,
    DeskEvents,
    SandboxControls,
    { provide: APP_GUARD, useClass: RequestOriginGuard },
    { provide: APP_INTERCEPTOR, useClass: DocumentChangesInterceptor },
  ],
})
export class DeskModule {}
