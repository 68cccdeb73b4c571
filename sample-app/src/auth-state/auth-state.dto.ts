import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AsposeTokenState } from 'nestjs-aspose-auth';

const STATUSES = ['none', 'fresh', 'refresh-due', 'expiring'] as const;
const timestamp = (description: string) => ({ type: Number, description: `${description}, in ms since 1970.` });

class LastErrorDto implements NonNullable<AsposeTokenState['lastError']> {
  @ApiProperty({ type: String, example: 'ERR_ASPOSE_UNAVAILABLE' })
  readonly code!: NonNullable<AsposeTokenState['lastError']>['code'];

  @ApiProperty({ type: String })
  readonly message!: string;

  @ApiProperty({ type: Number, description: 'Number of consecutive failures.' })
  readonly failures!: number;

  @ApiProperty({ type: Number, description: 'Time until the next attempt, in ms.' })
  readonly retryAfterMs!: number;
}

/** OpenAPI description of `AsposeTokenState`. */
export class AuthStateDto implements AsposeTokenState {
  @ApiProperty({ type: String, example: 'default', description: 'Name of the account.' })
  readonly account!: string;

  @ApiProperty({
    type: String,
    enum: STATUSES,
    description:
      'none: there is no token. fresh: the token is in use. refresh-due: the token is in use, and the next call renews it ' +
      'in the background. expiring: the token is about to expire, so calls wait for the next one.',
  })
  readonly status!: AsposeTokenState['status'];

  @ApiProperty({ type: Boolean, description: 'True while a token request is in progress.' })
  readonly requesting!: boolean;

  @ApiProperty({ type: Number, description: 'Token requests sent since the application started.', example: 1 })
  readonly tokenRequests!: number;

  @ApiPropertyOptional(timestamp('When the token was requested'))
  readonly acquiredAt?: number;

  @ApiPropertyOptional(timestamp('When the refresh in the background becomes due'))
  readonly refreshAt?: number;

  @ApiPropertyOptional(timestamp('When calls start to wait for the next token'))
  readonly waitAt?: number;

  @ApiPropertyOptional(timestamp('When the token expires'))
  readonly expiresAt?: number;

  @ApiPropertyOptional({ type: Number, description: 'Time until the token expires, in ms.' })
  readonly remainingMs?: number;

  @ApiPropertyOptional({ type: LastErrorDto, description: 'The last failure. Absent after a token was received.' })
  readonly lastError?: LastErrorDto;
}
