import type { Readable } from 'node:stream';
import { Controller, Get, Header, Inject, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { DocumentNamePipe } from '../documents/document-name.js';
import { DESK_FOLDER, toDocumentUrl } from '../documents/words-paths.js';
import { type Problem, toProblem } from '../errors/problem.js';
import { PREVIEW_POLICY } from './security/security-headers.js';

/** Serves documents as HTML for the page's preview frame. Unlike a download this HTML is shown, so it has its own policy. */
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
      const { data } = await firstValueFrom(this.aspose.get<Readable>(toDocumentUrl(name), options));
      return new StreamableFile(data, { type: 'text/html; charset=utf-8' });
    } catch (error) {
      const problem = await toProblem(error);
      response.status(problem.status);
      return renderProblem(problem);
    }
  }
}

/** Renders a failure as HTML, because a frame shows its response regardless of the status. */
function renderProblem({ message, hint }: Problem): string {
  return [
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>No preview</title>',
    '<body style="font: 1rem/1.5 system-ui, sans-serif; margin: 1.5rem">',
    `<h1 style="font-size: 1.25rem">No preview available</h1><p>${escapeHtml(message)}</p>`,
    hint ? `<p>${escapeHtml(hint)}</p>` : '',
    '</body></html>',
  ].join('');
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
