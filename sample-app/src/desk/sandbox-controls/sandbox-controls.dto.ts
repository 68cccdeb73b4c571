import { IsIn, IsInt, Max, Min } from 'class-validator';
import type { TokenEndpointMode } from '../protocol.js';

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

export class BatchDto {
  /** The calls are spread over this time; 0 sends them as fast as possible. */
  @IsInt()
  @Min(0)
  @Max(60)
  readonly overSeconds!: number;
}
