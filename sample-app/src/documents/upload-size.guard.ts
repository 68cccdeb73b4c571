import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DeskSettings } from '../settings/desk-settings.js';
import { tooLarge } from './transfer/too-large.js';

/** What a form adds around its file. */
const OVERHEAD_BYTES = 64 * 1024;

/** Refuses an upload that says it is too large before any of it is read; what says nothing or lies is counted. */
@Injectable()
export class UploadSizeGuard implements CanActivate {
  constructor(@Inject(DeskSettings) private readonly settings: DeskSettings) {}

  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    const { maxUploadBytes } = this.settings;
    const isForm = /^multipart\//i.test(headers['content-type'] ?? '');
    const most = isForm ? maxUploadBytes + OVERHEAD_BYTES : maxUploadBytes;
    if (Number(headers['content-length'] ?? 0) > most) throw tooLarge(maxUploadBytes);
    return true;
  }
}
