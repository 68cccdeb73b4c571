import { type CanActivate, type ExecutionContext, Injectable, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request } from 'express';

/** Says what is missing; a body that is not called JSON is not read, and would only seem to be empty. */
@Injectable()
export class JsonBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    if (/^application\/json\b/i.test(headers['content-type'] ?? '')) return true;
    throw new UnsupportedMediaTypeException({
      message: 'The body of this request must be JSON.',
      hint: 'Send it with the header Content-Type: application/json.',
    });
  }
}
