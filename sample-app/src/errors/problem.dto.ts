import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Body of every error. */
export class ProblemDto {
  @ApiProperty({ type: Number, example: 404 })
  readonly statusCode!: number;

  @ApiProperty({ type: String, example: 'Not Found' })
  readonly error!: string;

  @ApiProperty({ type: String, description: 'What happened.' })
  readonly message!: string;

  @ApiPropertyOptional({ type: String, description: 'What to do about it.' })
  readonly hint?: string;
}
