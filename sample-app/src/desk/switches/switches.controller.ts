import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { JsonBodyGuard } from '../../documents/json-body.guard.js';
import { SandboxOnlyGuard } from './sandbox-only.guard.js';
import { SandboxSwitches } from './sandbox-switches.js';
import { CallsDto, LifetimeDto, TokenEndpointDto } from './switch.dto.js';

/** The page's buttons. What they bring about is in the event stream. */
@ApiExcludeController()
@UseGuards(SandboxOnlyGuard, JsonBodyGuard)
@Controller('desk/switches')
export class SwitchesController {
  constructor(@Inject(SandboxSwitches) private readonly switches: SandboxSwitches) {}

  @Post('revocation')
  @HttpCode(204)
  revokeAll(): void {
    this.switches.revokeAll();
  }

  @Post('lifetime')
  @HttpCode(204)
  setLifetime(@Body() { seconds }: LifetimeDto): void {
    this.switches.setLifetime(seconds);
  }

  @Post('token-endpoint')
  @HttpCode(204)
  setTokenEndpoint(@Body() { mode }: TokenEndpointDto): void {
    this.switches.setTokenEndpoint(mode);
  }

  @Post('secret')
  @HttpCode(204)
  rotateSecret(): void {
    this.switches.rotateSecret();
  }

  @Post('calls')
  @HttpCode(202)
  sendCalls(@Body() { overSeconds }: CallsDto): void {
    this.switches.sendCalls(overSeconds);
  }
}
