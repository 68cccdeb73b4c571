import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  StreamableFile,
  UseGuards,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import { ApiProblems } from '../errors/api-problems.decorator.js';
import { JsonBodyGuard } from '../json-body.js';
import { DocumentNamePipe } from './document-name.js';
import { AppendDocumentDto, DocumentDto, DownloadQueryDto } from './documents.dto.js';
import { DocumentsService } from './documents.service.js';
import { ListingService } from './listing.service.js';

const NAME = { name: 'name', type: String, example: 'My Report Ümlaut.docx' };

@ApiTags('documents')
@Controller('documents')
export class DocumentsController {
  constructor(
    @Inject(DocumentsService) private readonly documents: DocumentsService,
    @Inject(ListingService) private readonly listing: ListingService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List all documents' })
  @ApiOkResponse({ type: [DocumentDto] })
  @ApiProblems(502, 503)
  list(): Promise<DocumentDto[]> {
    return this.listing.list();
  }

  @Get(':name')
  // A converted document may be HTML with scripts. Browsers must save it, not run it in the origin of the document desk.
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiOperation({ summary: 'Download a document, as stored or in another format' })
  @ApiParam(NAME)
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({
    description: 'The document. Content-Disposition has its file name, Content-Type its format.',
    schema: { type: 'string', format: 'binary' },
  })
  @ApiProblems(400, 404, 501, 502, 503)
  async download(
    @Param('name', DocumentNamePipe) name: string,
    @Query() { format }: DownloadQueryDto,
  ): Promise<StreamableFile> {
    const document = await (format ? this.documents.convert(name, format) : this.documents.download(name));
    const { content, type, length, fileName } = document;
    return new StreamableFile(content, { type, length, disposition: toContentDisposition(fileName) });
  }

  @Post(':name/append')
  @HttpCode(200)
  @UseGuards(JsonBodyGuard)
  @ApiOperation({ summary: 'Append another document' })
  @ApiParam(NAME)
  @ApiOkResponse({ type: DocumentDto, description: 'The document that contains the result.' })
  @ApiProblems(400, 404, 415, 502, 503)
  append(
    @Param('name', DocumentNamePipe) name: string,
    @Body() { source, target }: AppendDocumentDto,
  ): Promise<DocumentDto> {
    return this.documents.append(name, source, target);
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a document' })
  @ApiParam(NAME)
  @ApiNoContentResponse({ description: 'The document was deleted.' })
  @ApiProblems(400, 404, 502, 503)
  async delete(@Param('name', DocumentNamePipe) name: string): Promise<void> {
    await this.documents.delete(name);
  }
}

/** Writes any file name as `Content-Disposition` (RFC 6266): in ASCII for old clients, and in full as UTF-8. */
function toContentDisposition(fileName: string): string {
  const ascii = fileName.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\%]/g, '_');
  const full = encodeURIComponent(fileName).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${full}`;
}
