import { Controller, Inject, Param, Post, Put, Req, Res, UseGuards } from '@nestjs/common';
import {
  ApiBody,
  ApiConsumes,
  ApiCreatedResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { ApiProblems } from '../errors/api-problems.decorator.js';
import { DeskSettings } from '../settings.js';
import { createDetachedBody } from './detached-body.js';
import { parseUploadName, UploadNamePipe } from './document-name.js';
import { DocumentDto } from './documents.dto.js';
import { receiveFile } from './multipart-upload.js';
import { FORM_OVERHEAD_BYTES, UploadSizeGuard } from './upload-checks.js';
import { UploadsService } from './uploads.service.js';

const BINARY = { type: 'string', format: 'binary' };

@ApiTags('documents')
@UseGuards(UploadSizeGuard)
@Controller('documents')
export class UploadsController {
  constructor(
    @Inject(UploadsService) private readonly uploads: UploadsService,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Upload a document under its own name',
    description: 'Replaces a document with the same name.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: { type: 'object', required: ['file'], properties: { file: BINARY } } })
  @ApiCreatedResponse({
    type: DocumentDto,
    headers: { Location: { description: 'Path of the document.', schema: { type: 'string' } } },
  })
  @ApiProblems(400, 413, 415, 502, 503)
  async upload(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<DocumentDto> {
    await this.uploads.ensureToken();
    const maxBytes = this.settings.maxUploadBytes + FORM_OVERHEAD_BYTES;
    const document = await receiveFile(request, maxBytes, async (fileName, content) =>
      this.uploads.store(parseUploadName(fileName), content),
    );
    response.location(document.href);
    return document;
  }

  @Put(':name')
  @ApiOperation({ summary: 'Upload a document under a given name', description: 'The body is the file itself.' })
  @ApiParam({ name: 'name', type: String, example: 'My Report Ümlaut.docx' })
  @ApiConsumes('application/octet-stream')
  @ApiBody({ schema: BINARY })
  @ApiOkResponse({ type: DocumentDto })
  @ApiProblems(400, 413, 415, 502, 503)
  async replace(@Param('name', UploadNamePipe) name: string, @Req() request: Request): Promise<DocumentDto> {
    await this.uploads.ensureToken();
    const length = request.headers['content-length'];
    return this.uploads.store(name, createDetachedBody(request), length === undefined ? undefined : Number(length));
  }
}
