import type { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { DocumentNamePipe } from '../../documents/document-name.pipe.js';
import { DESK_FOLDER, documentPath } from '../../documents/words-paths.js';
import { problemOf } from '../../errors/problem-of.js';
import { PREVIEW_POLICY } from '../security/security-headers.js';
import { problemPage } from './problem-page.js';

/** A document as a page for the page's frame. Unlike a download it is shown, so it comes with a policy of its own. */
@ApiExcludeController()
@Controller('desk/preview')
export class PreviewController {
  constructor(@Inject(AsposeClient) private readonly aspose: AsposeClient) {}

  @Get(':name')
  @Header('Content-Security-Policy', PREVIEW_POLICY)
  @Header('X-Frame-Options', 'SAMEORIGIN')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Cache-Control', 'no-store')
  async preview(
    @Param('name', DocumentNamePipe) name: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile | string> {
    try {
      const params = { folder: DESK_FOLDER, format: 'html' };
      const options = { params, responseType: 'stream', timeout: 120_000 } as const;
      const { data } = await firstValueFrom(this.aspose.get<Readable>(documentPath(name), options));
      return new StreamableFile(data, { type: 'text/html; charset=utf-8' });
    } catch (error) {
      const problem = await problemOf(error);
      response.status(problem.status);
      return problemPage(problem);
    }
  }
}
