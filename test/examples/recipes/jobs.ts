import { Injectable } from '@nestjs/common';
import { AsposeAuthError } from 'nestjs-aspose-auth';
import { Reports } from '../quick-start/reports.js';

/** What the queue should do with a job. */
export type JobResult = { status: 'done' } | { status: 'again'; delayMs: number };

@Injectable()
export class NamesJob {
  constructor(private readonly reports: Reports) {}

  /** Other errors reach the queue: another try would not help. */
  async run(): Promise<JobResult> {
    try {
      await this.reports.names();
      return { status: 'done' };
    } catch (error) {
      if (!AsposeAuthError.is(error)) throw error;
      const isTemporary = error.code === 'ERR_ASPOSE_UNAVAILABLE' || error.code === 'ERR_ASPOSE_LOCKED_OUT';
      if (!isTemporary) throw error;
      return { status: 'again', delayMs: error.retryAfterMs ?? 1_000 };
    }
  }
}
