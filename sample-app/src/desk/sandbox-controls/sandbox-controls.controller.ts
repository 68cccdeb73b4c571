import { Body, Controller, HttpCode, Inject, Post, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { JsonBodyGuard } from '../../json-body.js';
import { BatchDto, LifetimeDto, TokenEndpointDto } from './sandbox-controls.dto.js';
import { SandboxControls } from './sandbox-controls.service.js';
import { SandboxOnlyGuard } from './sandbox-only.guard.js';

/** Buttons of the page. Their effects are reported in the event stream. */
@ApiExcludeController()
@UseGuards(SandboxOnlyGuard, JsonBodyGuard)
@Controller('desk/controls')
export class SandboxControlsController {
  constructor(@Inject(SandboxControls) private readonly controls: SandboxControls) {}

  @Post('revocation')
  @HttpCode(204)
  revokeAll(): void {
    this.controls.revokeAll();
  }

  @Post('lifetime')
  @HttpCode(204)
  setLifetime(@Body() { seconds }: LifetimeDto): void {
    this.controls.setLifetime(seconds);
  }

  @Post('token-endpoint')
  @HttpCode(204)
  setTokenEndpoint(@Body() { mode }: TokenEndpointDto): void {
    this.controls.setTokenEndpoint(mode);
  }

  @Post('secret')
  @HttpCode(204)
  rotateSecret(): void {
    this.controls.rotateSecret();
  }

  @Post('lockout')
  @HttpCode(204)
  lockOut(): void {
    this.controls.lockOut();
  }

  @Post('restart')
  @HttpCode(204)
  restartNaive(): void {
    this.controls.restartNaive();
  }

  @Post('calls')
  @HttpCode(202)
  sendCalls(@Body() { overSeconds }: BatchDto): void {
    this.controls.sendCalls(overSeconds);
  }
}
