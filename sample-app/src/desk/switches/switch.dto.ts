import { IsIn, IsInt, Max, Min } from 'class-validator';
import type { TokenEndpointMode } from '../wire.js';

export class LifetimeDto {
  @IsInt()
  @Min(2)
  @Max(86_400)
  readonly seconds!: number;
}

export class TokenEndpointDto {
  @IsIn(['up', 'slow', 'down'])
  readonly mode!: TokenEndpointMode;
}

export class CallsDto {
  /** 0: as fast as they go. */
  @IsInt()
  @Min(0)
  @Max(60)
  readonly overSeconds!: number;
}
