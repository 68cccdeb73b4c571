import { STATUS_CODES } from 'node:http';
import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { Response } from 'express';
import { problemOf } from './problem-of.js';

/** Answers every error in one shape. What it shows is picked, never passed on whole: errors of axios hold requests. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('DocumentDesk');

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const response = host.switchToHttp().getResponse<Response>();
    const { status, message, hint, retryAfterMs } = await problemOf(error);
    if (status >= 500 && status !== 501) this.log(status, message, error);
    if (response.destroyed) return; // the client is gone
    if (response.headersSent) {
      response.destroy(); // half an answer must not look like a whole one
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
    // 500 is an error of this application, and only there a stack helps.
    if (status === 500 && error instanceof Error) this.logger.error(error.stack ?? error.message);
    else this.logger.warn(`${status}: ${message}`);
  }
}
