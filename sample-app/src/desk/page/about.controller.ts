import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { AsposeClient } from 'nestjs-aspose-auth';
import { AsposeConnection } from '../../aspose/aspose-connection.js';
import { DeskSettings } from '../../settings/desk-settings.js';
import type { About } from '../wire.js';

/** What the sandbox makes, and what Aspose Cloud makes besides, as far as people ask for it. */
const SANDBOX_FORMATS = ['docx', 'html', 'txt'];
const CLOUD_FORMATS = ['docx', 'pdf', 'html', 'txt', 'odt', 'rtf', 'epub', 'png'];

@ApiExcludeController()
@Controller('desk')
export class AboutController {
  constructor(
    @Inject(AsposeConnection) private readonly connection: AsposeConnection,
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  @Get('about')
  about(): About {
    const { maxUploadBytes } = this.settings;
    if (this.connection.sandbox) return { service: 'sandbox', maxUploadBytes, formats: SANDBOX_FORMATS };
    const { host } = new URL(this.aspose.axiosRef.defaults.baseURL ?? '');
    return { service: host, maxUploadBytes, formats: CLOUD_FORMATS };
  }
}
