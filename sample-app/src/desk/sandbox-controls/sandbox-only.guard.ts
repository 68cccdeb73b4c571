import { type CanActivate, type ExecutionContext, Inject, Injectable, NotFoundException } from '@nestjs/common';
import type { Request } from 'express';
import { AsposeConnection } from '../../aspose-connection.js';

/** Hides routes if there is no sandbox: the response is the same as for a route that does not exist. */
@Injectable()
export class SandboxOnlyGuard implements CanActivate {
  constructor(@Inject(AsposeConnection) private readonly connection: AsposeConnection) {}

  canActivate(context: ExecutionContext): boolean {
    if (this.connection.sandbox) return true;
    const { method, originalUrl } = context.switchToHttp().getRequest<Request>();
    throw new NotFoundException(`Cannot ${method} ${originalUrl}`);
  }
}
