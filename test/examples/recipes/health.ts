import { Controller, Get, Module } from '@nestjs/common';
import { HealthCheck, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { AsposeAuthHealthIndicator } from 'nestjs-aspose-auth/health';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly aspose: AsposeAuthHealthIndicator,
  ) {}

  /** The process responds. Aspose is not part of it: a restart would not help. */
  @Get('live')
  @HealthCheck()
  live() {
    return this.health.check([]);
  }

  /** Calls to Aspose get a token. `probe` requests one if there is none, at most every 30 s. */
  @Get('ready')
  @HealthCheck()
  ready() {
    return this.health.check([() => this.aspose.isHealthy('aspose', { probe: true })]);
  }
}

@Module({
  imports: [AsposeAuthModule.forRoot(), TerminusModule],
  controllers: [HealthController],
  providers: [AsposeAuthHealthIndicator],
})
export class AppModule {}
