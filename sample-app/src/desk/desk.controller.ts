import { Controller, Get, Inject, type MessageEvent, Sse } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AsposeClient } from 'nestjs-aspose-auth';
import type { Observable } from 'rxjs';
import { AsposeConnection } from '../aspose-connection.js';
import { DeskSettings } from '../settings.js';
import { DeskEvents } from './desk-events.service.js';
import type { About } from './protocol.js';

/** Formats that the page offers: all that the sandbox supports, or the most common ones of Aspose Cloud. */
const SANDBOX_FORMATS = ['docx', 'html', 'txt'];
const CLOUD_FORMATS = ['docx', 'pdf', 'html', 'txt', 'odt', 'rtf', 'epub', 'png'];

@ApiExcludeController()
@Controller('desk')
export class DeskController {
  constructor(
    @Inject(AsposeConnection) private readonly connection: AsposeConnection,
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
    @Inject(DeskEvents) private readonly deskEvents: DeskEvents,
  ) {}

  @Get('about')
  about(): About {
    const { maxUploadBytes } = this.settings;
    if (this.connection.sandbox) return { service: 'sandbox', maxUploadBytes, formats: SANDBOX_FORMATS };
    const { host } = new URL(this.aspose.axiosRef.defaults.baseURL ?? '');
    return { service: host, maxUploadBytes, formats: CLOUD_FORMATS };
  }

  @Sse('events')
  events(): Observable<MessageEvent> {
    return this.deskEvents.stream();
  }
}
