import { Module } from '@nestjs/common';
import { AppModule as Root } from '../examples/quick-start/app.module.js';
import { Reports } from '../examples/quick-start/reports.js';

export { Reports };

/** The application of the README, as the recipes test it. */
@Module({ imports: [Root], providers: [Reports] })
export class AppModule {}
