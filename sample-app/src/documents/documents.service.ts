import type { Readable } from 'node:stream';
import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { DeskSettings } from '../settings/desk-settings.js';
import { DocumentDto } from './dto/document.dto.js';
import { DESK_FOLDER, documentPath, filePath, storagePath } from './words-paths.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A document on its way to the client. */
export interface OpenDocument {
  readonly fileName: string;
  readonly type: string;
  /** In bytes, where the service told. */
  readonly length: number | undefined;
  readonly content: Readable;
}

/** Works on stored documents through `AsposeClient`, which knows the address and brings the token. */
@Injectable()
export class DocumentsService {
  constructor(
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(HttpService) private readonly http: HttpService,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  /** The document as it is stored. */
  async download(name: string): Promise<OpenDocument> {
    const { content, length } = await this.open(filePath(name), this.storage());
    return { fileName: name, type: DOCX, length, content };
  }

  /** The document in another format; Aspose converts it while it answers, and stores nothing. */
  async convert(name: string, format: string): Promise<OpenDocument> {
    const { content, length, type } = await this.open(documentPath(name), { folder: DESK_FOLDER, format });
    return { fileName: name.replace(/docx$/i, format), type, length, content };
  }

  /** Appends `source`, its formatting kept. Without a target the result takes the place of the document itself. */
  async append(name: string, source: string, target?: string): Promise<DocumentDto> {
    const reference = { Source: 'Storage', Reference: storagePath(source) };
    const body = { DocumentEntries: [{ FileReference: reference, ImportFormatMode: 'KeepSourceFormatting' }] };
    const params = { folder: DESK_FOLDER, destFileName: target && storagePath(target) };
    await firstValueFrom(this.aspose.put(documentPath(name, '/appendDocument'), body, { params }));
    return new DocumentDto(target ?? name);
  }

  /**
   * Deletes through a plain `HttpService`, as any Nest application has one: nothing here says that Aspose wants a token, and
   * nothing needs to.
   */
  async delete(name: string): Promise<void> {
    await firstValueFrom(this.http.delete(filePath(name), { params: this.storage() }));
  }

  private async open(path: string, params: object): Promise<Omit<OpenDocument, 'fileName'>> {
    const { data, headers } = await firstValueFrom(
      this.aspose.get<Readable>(path, {
        params,
        responseType: 'stream',
        // The length that is passed on has to be that of the bytes that are passed on.
        headers: { 'Accept-Encoding': 'identity' },
      }),
    );
    const length = headers['content-length'] as string | undefined;
    return {
      content: data,
      length: length === undefined ? undefined : Number(length),
      type: String(headers['content-type'] ?? 'application/octet-stream'),
    };
  }

  private storage() {
    return { storageName: this.settings.storageName };
  }
}
