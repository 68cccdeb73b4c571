import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { toProblem } from './problem.js';

/** Responds to every error in one format. Copies selected fields only, because axios errors contain whole requests. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('DocumentDesk');

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, message, hint, retryAfterMs } = await toProblem(error);
    if (status >= 500 && status !== 501) this.log(status, message, error);
    if (response.destroyed) return; // The client has disconnected.
    if (response.headersSent) {
      response.destroy(); // An incomplete response must not look complete.
      return;
    }
    const body = {
      statusCode: status,
      error: STATUS_CODES[status] ?? 'Error',
      message,
      ...(hint === undefined ? {} : { hint }),
    };
    if (retryAfterMs !== undefined) response.setHeader('Retry-After', Math.max(1, Math.ceil(retryAfterMs / 1_000)));
    response.status(status).json(body);
  }

  private log(status: number, message: string, error: unknown): void {
    // Only a 500 is a defect of this application, for which the stack helps.
    if (status === 500 && error instanceof Error) this.logger.error(error.stack ?? error.message);
    else this.logger.warn(`${status}: ${message}`);
  }
}
