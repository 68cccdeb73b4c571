import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BadGatewayException, BadRequestException, HttpException, Inject, Injectable } from '@nestjs/common';
import { AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { DeskSettings } from '../settings.js';
import { DocumentDto } from './documents.dto.js';
import { DocxCheck } from './upload-checks.js';
import { toFileUrl } from './words-paths.js';

/** Response to `PUT /words/storage/file/{path}`. */
interface UploadResponse {
  Errors?: { Message?: string }[] | null;
}

/** Streams documents into the storage at Aspose while they arrive. */
@Injectable()
export class UploadsService {
  constructor(
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(AsposeTokenService) private readonly tokens: AsposeTokenService,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  /**
   * Makes sure that there is a usable token before an upload is read. A stream can be read only once, so the package cannot
   * always replay it after a 401. An upload should therefore not start with a token that is about to expire, or without one.
   */
  async ensureToken(): Promise<void> {
    await this.tokens.getToken();
  }

  /**
   * Stores the content under a name. If the content is incomplete, too large or not a .docx file, the request to Aspose is
   * aborted: nothing is stored, and an existing document with this name is not changed.
   *
   * @param length Size in bytes, if known.
   */
  async store(name: string, content: Readable, length?: number): Promise<DocumentDto> {
    const checked = new DocxCheck(this.settings.maxUploadBytes);
    const abort = new AbortController();
    try {
      const [response] = await Promise.all([
        this.send(name, checked, length, abort.signal),
        pipeline(content, checked),
      ]);
      const failure = response.Errors?.[0];
      if (failure) {
        throw new BadGatewayException(`Aspose did not store the document: ${failure.Message ?? 'no reason given'}`);
      }
      return new DocumentDto(name, { size: checked.size });
    } catch (error) {
      const reason = checked.errored ?? (error as Error);
      abort.abort();
      checked.destroy();
      // The source itself failed, for example a multipart part without an end.
      if (reason === content.errored && !(reason instanceof HttpException)) {
        throw new BadRequestException(`The upload cannot be read: ${reason.message}.`);
      }
      throw reason;
    }
  }

  private async send(name: string, data: Readable, length: number | undefined, signal: AbortSignal) {
    const headers = {
      'Content-Type': 'application/octet-stream',
      ...(length === undefined ? {} : { 'Content-Length': String(length) }),
    };
    const params = { storageName: this.settings.storageName };
    // With redirects enabled, axios would keep a copy of the whole body in memory.
    const options = { headers, params, signal, maxRedirects: 0 };
    return (await firstValueFrom(this.aspose.put<UploadResponse>(toFileUrl(name), data, options))).data;
  }
}
