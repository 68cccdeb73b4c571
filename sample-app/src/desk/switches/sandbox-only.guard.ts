import { type CanActivate, type ExecutionContext, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Request } from 'express';
import { AsposeConnection } from '../../aspose/aspose-connection.js';

/** With a real service these routes do not exist: the answer is that of any path that Nest does not know. */
@Injectable()
export class SandboxOnlyGuard implements CanActivate {
  constructor(@Inject(AsposeConnection) private readonly connection: AsposeConnection) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.connection.sandbox) return true;
    const { method, originalUrl } = context.switchToHttp().getRequest<Request>();
    throw new NotFoundException(`Cannot ${method} ${originalUrl}`);
  }
}
