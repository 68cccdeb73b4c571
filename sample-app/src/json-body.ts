import { type CanActivate, type ExecutionContext, Injectable, UnsupportedMediaTypeException } from '@nestjs/common';
import type { Request } from 'express';

/** Rejects requests whose body is not labelled as JSON. Such a body is not parsed, so validation would report it as empty. */
@Injectable()
export class JsonBodyGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { headers } = context.switchToHttp().getRequest<Request>();
    if (isJson(headers['content-type'])) return true;
    throw new UnsupportedMediaTypeException({
      message: 'The body of this request must be JSON.',
      hint: 'Send it with the header Content-Type: application/json.',
    });
  }
}

/** True if the value of a `Content-Type` header says JSON. */
export function isJson(contentType = ''): boolean {
  return /^application\/json\b/i.test(contentType);
}
