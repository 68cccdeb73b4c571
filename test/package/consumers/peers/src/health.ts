import 'reflect-metadata';
import assert from 'node:assert/strict';
import { Controller, Get, Module, Query } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { type AsposeAuthHealth, AsposeAuthHealthIndicator } from 'nestjs-aspose-auth/health';
import { program } from './program.js';

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly aspose: AsposeAuthHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(@Query('probe') probe?: string) {
    return this.health.check([() => this.aspose.isHealthy('aspose', { probe: probe === 'true' })]);
  }
}

@Module({
  imports: [AsposeAuthModule.forRoot(), TerminusModule],
  controllers: [HealthController],
  providers: [AsposeAuthHealthIndicator],
})
class HealthApp {}

interface Answer {
  status: string;
  details: { aspose: AsposeAuthHealth & { status: string } };
}

// @ts-expect-error no such option
export const misspelt = (aspose: AsposeAuthHealthIndicator) => aspose.isHealthy('aspose', { prob: true });

program(async () => {
  const app = await NestFactory.create(HealthApp, { logger: ['error', 'warn'] });
  await app.listen(0, '127.0.0.1');
  const look = async (query: string): Promise<Answer> => {
    const response = await fetch(`${await app.getUrl()}/health${query}`);
    assert.equal(response.status, 200);
    return (await response.json()) as Answer;
  };
  const cold = await look('');
  assert.equal(cold.status, 'ok');
  assert.equal(cold.details.aspose.token, 'cold', 'nothing is asked for without a probe');
  const { aspose } = (await look('?probe=true')).details;
  assert.equal(aspose.status, 'up');
  assert.equal(aspose.token, 'fresh');
  assert.ok(Number(aspose.remainingMs) > 80_000_000);
  await app.close();
});
