import { applyDecorators } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import { ProblemDto } from './problem.dto.js';

const RETRY_AFTER = { 'Retry-After': { description: 'In seconds, where it is known.', schema: { type: 'integer' } } };

const DESCRIPTIONS = {
  400: 'The request is wrong: a name, a body, or a format that does not exist.',
  404: 'There is no such document.',
  413: 'The document is too large.',
  415: 'The document is no .docx, or the body not of the kind that is asked for.',
  501: 'The service cannot make this format.',
  502: 'Aspose refused the credentials, or answered something that cannot be used.',
  503: 'Aspose cannot be reached, or asks for patience. Try again later.',
} as const;

/** Documents the errors of an operation. */
export const ApiProblems = (...statuses: (keyof typeof DESCRIPTIONS)[]): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ...statuses.map((status) =>
      ApiResponse({
        status,
        description: DESCRIPTIONS[status],
        content: { 'application/json': { schema: { $ref: '#/components/schemas/ProblemDto' } } },
        ...(status >= 502 ? { headers: RETRY_AFTER } : {}),
      }),
    ),
  );

/** Schemas that are only referred to. */
export const PROBLEM_MODELS = [ProblemDto];
