import type { AddressInfo } from 'node:net';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule, type AsposeAuthModuleOptions, AsposeTokenService } from 'nestjs-aspose-auth';
import { AsposeAuthHealthIndicator } from 'nestjs-aspose-auth/health';
import type { Clock } from '../../lib/util/clock.js';

@Controller('health')
class HealthController {
  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(AsposeAuthHealthIndicator) private readonly aspose: AsposeAuthHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(@Query('account') account?: string, @Query('probe') probe?: string) {
    return this.health.check([() => this.aspose.isHealthy('aspose', { account, probe: probe === 'true' })]);
  }
}

interface HealthResponse {
  readonly status: number;
  readonly body: { status: string; details: { aspose: Record<string, unknown> } };
}

/** Starts an application with terminus and the indicator, as a user would write it, on loopback. */
export async function healthApp(options: AsposeAuthModuleOptions, clock?: Clock) {
  const builder = Test.createTestingModule({
    imports: [AsposeAuthModule.forRoot(options), TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController],
    providers: [AsposeAuthHealthIndicator],
  });
  if (clock) builder.overrideProvider('ASPOSE_AUTH_CLOCK').useValue(clock);
  const app = (await builder.compile()).createNestApplication({ logger: false });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const health = async (query = ''): Promise<HealthResponse> => {
    const response = await fetch(`http://127.0.0.1:${port}/health${query}`);
    return { status: response.status, body: (await response.json()) as HealthResponse['body'] };
  };
  return { app, health, tokens: app.get(AsposeTokenService) };
}
