import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BadGatewayException, BadRequestException, HttpException, Inject, Injectable } from '@nestjs/common';
import { AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { DeskSettings } from '../settings/desk-settings.js';
import { DocumentDto } from './dto/document.dto.js';
import { DocxCheck } from './transfer/docx-check.js';
import { filePath } from './words-paths.js';

/** `PUT /words/storage/file/{path}` */
interface UploadAnswer {
  Errors?: { Message?: string }[] | null;
}

/** Streams documents into the storage at Aspose, byte by byte as they arrive. */
@Injectable()
export class UploadsService {
  constructor(
    @Inject(AsposeClient) private readonly aspose: AsposeClient,
    @Inject(AsposeTokenService) private readonly tokens: AsposeTokenService,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  /**
   * Makes sure that a usable token is held. A stream is read once, so the package cannot send it again after a 401 as it does
   * with other bodies: it must not set out with a token about to end, nor be read at all while there is no token to be had.
   */
  async prepare(): Promise<void> {
    await this.tokens.getToken();
  }

  /**
   * Stores the content under the name. When it is cut off, too large or no .docx, the request to Aspose is cut off, too, so
   * that no part of it is stored and a document of that name stays as it was.
   *
   * @param length In bytes, where it is known.
   */
  async store(name: string, content: Readable, length?: number): Promise<DocumentDto> {
    const checked = new DocxCheck(this.settings.maxUploadBytes);
    const cut = new AbortController();
    try {
      const [answer] = await Promise.all([this.send(name, checked, length, cut.signal), pipeline(content, checked)]);
      const problem = answer.Errors?.[0];
      if (problem)
        throw new BadGatewayException(`Aspose did not store the document: ${problem.Message ?? 'no reason'}`);
      return new DocumentDto(name, { size: checked.size });
    } catch (error) {
      const reason = checked.errored ?? (error as Error);
      cut.abort();
      checked.destroy();
      // The source broke: a part of a form that never ends, for one.
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
    // To follow a redirect, axios would keep a copy of everything it has sent.
    const options = { headers, params, signal, maxRedirects: 0 };
    return (await firstValueFrom(this.aspose.put<UploadAnswer>(filePath(name), data, options))).data;
  }
}
