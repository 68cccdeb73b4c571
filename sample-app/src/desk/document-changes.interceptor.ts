import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import { type Observable, tap } from 'rxjs';
import { DeskEvents } from './desk-events.service.js';

/** Tells all open pages that documents have changed, regardless of which page or client has changed them. */
@Injectable()
export class DocumentChangesInterceptor implements NestInterceptor {
  constructor(@Inject(DeskEvents) private readonly deskEvents: DeskEvents) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method, path } = context.switchToHttp().getRequest<Request>();
    if (method === 'GET' || !/^\/documents(\/|$)/i.test(path)) return next.handle();
    // After a failure too: a form may be rejected after its first file was stored.
    const reportChange = () => this.deskEvents.reportDocumentChange();
    return next.handle().pipe(tap({ complete: reportChange, error: reportChange }));
  }
}
