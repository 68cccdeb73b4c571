import { BullModule, Processor, WorkerHost } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { DelayedError, type Job } from 'bullmq';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { Reports } from '../quick-start/reports.js';
import { NamesJob } from './jobs.js';

@Processor('names')
export class NamesProcessor extends WorkerHost {
  constructor(private readonly names: NamesJob) {
    super();
  }

  async process(job: Job, token?: string): Promise<void> {
    const result = await this.names.run();
    if (result.status === 'done') return;
    await job.moveToDelayed(Date.now() + result.delayMs, token);
    throw new DelayedError(); // tells BullMQ that the job is neither done nor failed
  }
}

@Module({
  imports: [
    AsposeAuthModule.forRoot(),
    BullModule.forRoot({ connection: { url: process.env.REDIS_URL ?? 'redis://localhost:6379' } }),
    BullModule.registerQueue({ name: 'names' }),
  ],
  providers: [Reports, NamesJob, NamesProcessor],
})
export class AppModule {}
