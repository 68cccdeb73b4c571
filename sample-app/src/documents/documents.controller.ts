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
import { DocumentNamePipe } from './document-name.pipe.js';
import { DocumentsService } from './documents.service.js';
import { AppendDocumentDto } from './dto/append-document.dto.js';
import { DocumentDto } from './dto/document.dto.js';
import { DownloadQueryDto } from './dto/download-query.dto.js';
import { JsonBodyGuard } from './json-body.guard.js';
import { ListingService } from './listing.service.js';
import { attachment } from './transfer/content-disposition.js';

const NAME = { name: 'name', type: String, example: 'My Report Ümlaut.docx' };

@ApiTags('documents')
@Controller('documents')
export class DocumentsController {
  constructor(
    @Inject(DocumentsService) private readonly documents: DocumentsService,
    @Inject(ListingService) private readonly listing: ListingService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the documents' })
  @ApiOkResponse({ type: [DocumentDto] })
  @ApiProblems(502, 503)
  list(): Promise<DocumentDto[]> {
    return this.listing.list();
  }

  @Get(':name')
  // A converted document may be a page with scripts of its own; browsers must save it, not run it in the desk's name.
  @Header('X-Content-Type-Options', 'nosniff')
  @ApiOperation({ summary: 'Download a document, as it is or in another format' })
  @ApiParam(NAME)
  @ApiProduces('application/octet-stream')
  @ApiOkResponse({
    description: 'The bytes, named by Content-Disposition and with the Content-Type of the format.',
    schema: { type: 'string', format: 'binary' },
  })
  @ApiProblems(400, 404, 501, 502, 503)
  async download(
    @Param('name', DocumentNamePipe) name: string,
    @Query() { format }: DownloadQueryDto,
  ): Promise<StreamableFile> {
    const document = await (format ? this.documents.convert(name, format) : this.documents.download(name));
    const { content, type, length, fileName } = document;
    return new StreamableFile(content, { type, length, disposition: attachment(fileName) });
  }

  @Post(':name/append')
  @HttpCode(200)
  @UseGuards(JsonBodyGuard)
  @ApiOperation({ summary: 'Append another document' })
  @ApiParam(NAME)
  @ApiOkResponse({ type: DocumentDto, description: 'The document that now holds the result.' })
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
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ApiProblems(400, 404, 502, 503)
  async delete(@Param('name', DocumentNamePipe) name: string): Promise<void> {
    await this.documents.delete(name);
  }
}
