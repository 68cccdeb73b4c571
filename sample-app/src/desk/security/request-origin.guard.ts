import { type CanActivate, type ExecutionContext, ForbiddenException, Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { DeskSettings } from '../../settings/desk-settings.js';
import { forgeryRefusal, nameRefusal } from './request-origin.js';

/** The desk asks nobody for a password, so it takes care that no page of others uses the visitor's browser to reach it. */
@Injectable()
export class RequestOriginGuard implements CanActivate {
  constructor(@Inject(DeskSettings) private readonly settings: DeskSettings) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    const refusal = nameRefusal(request, this.settings.host) ?? forgeryRefusal(request);
    if (refusal) throw new ForbiddenException(refusal);
    return true;
  }
}
