import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, ApiResponse } from '@nestjs/swagger';

/** Documents the error responses of an operation. */
export function ApiProblems(...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: { 'application/json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
        ...(status >= 502 ? { headers: RETRY_AFTER } : {}),
      }),
    ),
  );
}

const DESCRIPTIONS = {
  400: 'The request is invalid: a name, the body, or an unknown format.',
  404: 'There is no such document.',
  413: 'The document is too large.',
  415: 'The document is not a .docx file, or the body has the wrong content type.',
  501: 'The service cannot convert to this format.',
  502: 'Aspose rejected the credentials, or sent an unusable response.',
  503: 'Aspose is unreachable or temporarily unavailable. Try again later.',
} as const;

const RETRY_AFTER = { 'Retry-After': { description: 'In seconds, if known.', schema: { type: 'integer' } } };

/** Body of every error response. */
class ProblemDto {
  @ApiProperty({ type: Number, example: 404 })
  readonly statusCode!: number;

  @ApiProperty({ type: String, example: 'Not Found' })
  readonly error!: string;

  @ApiProperty({ type: String, description: 'What happened.' })
  readonly message!: string;

  @ApiPropertyOptional({ type: String, description: 'What to do about it.' })
  readonly hint?: string;
}

/** Models that no operation mentions directly, and that OpenAPI would therefore omit. */
export const PROBLEM_MODELS = [ProblemDto];
