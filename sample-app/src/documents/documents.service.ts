import type { Readable } from 'node:stream';
import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { DeskSettings } from '../settings.js';
import { DocumentDto } from './documents.dto.js';
import { DESK_FOLDER, toDocumentUrl, toFileUrl, toStoragePath } from './words-paths.js';

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** A document that is being downloaded from Aspose. */
export interface DocumentDownload {
  readonly fileName: string;
  readonly type: string;
  /** Size in bytes; `undefined` if the service did not send it. */
  readonly length: number | undefined;
  readonly content: Readable;
}

/** Downloads, converts, appends and deletes documents through `AsposeClient`, which adds the address and the token. */
@Injectable()
export class DocumentsService {
  constructor(
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(HttpService) private readonly http: HttpService,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  /** Downloads a document as it is stored. */
  async download(name: string): Promise<DocumentDownload> {
    const { content, length } = await this.openStream(toFileUrl(name), this.getStorageParams());
    return { fileName: name, type: DOCX, length, content };
  }

  /** Downloads a document in another format. Aspose converts it for this response and stores nothing. */
  async convert(name: string, format: string): Promise<DocumentDownload> {
    const { content, length, type } = await this.openStream(toDocumentUrl(name), { folder: DESK_FOLDER, format });
    return { fileName: name.replace(/docx$/i, format), type, length, content };
  }

  /** Appends `source` with its formatting. Without a target the result overwrites the document itself. */
  async append(name: string, source: string, target?: string): Promise<DocumentDto> {
    const reference = { Source: 'Storage', Reference: toStoragePath(source) };
    const body = { DocumentEntries: [{ FileReference: reference, ImportFormatMode: 'KeepSourceFormatting' }] };
    const params = { folder: DESK_FOLDER, destFileName: target && toStoragePath(target) };
    await firstValueFrom(this.aspose.put(toDocumentUrl(name, '/appendDocument'), body, { params }));
    return new DocumentDto(target ?? name);
  }

  /**
   * Deletes a document through a plain `HttpService`. This code does not mention a token, and does not have to: the package
   * authorizes every `HttpService` for requests to Aspose.
   */
  async delete(name: string): Promise<void> {
    await firstValueFrom(this.http.delete(toFileUrl(name), { params: this.getStorageParams() }));
  }

  private async openStream(url: string, params: object): Promise<Omit<DocumentDownload, 'fileName'>> {
    const { data, headers } = await firstValueFrom(
      this.aspose.get<Readable>(url, {
        params,
        responseType: 'stream',
        // With compression, Content-Length would not be the length of the bytes that are passed on.
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

  private getStorageParams() {
    return { storageName: this.settings.storageName };
  }
}
