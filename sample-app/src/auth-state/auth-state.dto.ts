import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AsposeTokenState } from 'nestjs-aspose-auth';

const STATUSES = ['none', 'fresh', 'refresh-due', 'expiring'] as const;
const at = (description: string) => ({ type: Number, description: `${description}, in milliseconds since 1970.` });

class LastErrorDto implements NonNullable<AsposeTokenState['lastError']> {
  @ApiProperty({ type: String, example: 'ERR_ASPOSE_UNAVAILABLE' })
  readonly code!: NonNullable<AsposeTokenState['lastError']>['code'];

  @ApiProperty({ type: String })
  readonly message!: string;

  @ApiProperty({ type: Number, description: 'Failures in a row.' })
  readonly failures!: number;

  @ApiProperty({ type: Number, description: 'Milliseconds until the next try.' })
  readonly retryAfterMs!: number;
}

/** `AsposeTokenState`, for the OpenAPI page. */
export class AuthStateDto implements AsposeTokenState {
  @ApiProperty({ type: String, example: 'default' })
  readonly account!: string;

  @ApiProperty({
    type: String,
    enum: STATUSES,
    description: 'none: no token is held; the others: one is, and is used.',
  })
  readonly status!: AsposeTokenState['status'];

  @ApiProperty({ type: Boolean, description: 'True while a token request is under way.' })
  readonly requesting!: boolean;

  @ApiProperty({ type: Number, description: 'Requests sent to the token endpoint since the start.', example: 1 })
  readonly tokenRequests!: number;

  @ApiPropertyOptional(at('When the request of the token was sent'))
  readonly acquiredAt?: number;

  @ApiPropertyOptional(at('When it is renewed in the background'))
  readonly refreshAt?: number;

  @ApiPropertyOptional(at('When callers begin to wait for the next one'))
  readonly waitAt?: number;

  @ApiPropertyOptional(at('When it ends'))
  readonly expiresAt?: number;

  @ApiPropertyOptional({ type: Number, description: 'Milliseconds until then.' })
  readonly remainingMs?: number;

  @ApiPropertyOptional({ type: LastErrorDto, description: 'The last failure; absent once a token has arrived.' })
  readonly lastError?: LastErrorDto;
}
