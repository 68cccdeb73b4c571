import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsString, ValidateBy } from 'class-validator';
import { canonicalName, isDocxName, nameProblem } from '../document-name.js';

function problemOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined; // IsString says it
  return nameProblem(value) ?? (isDocxName(value) ? undefined : 'must end in .docx');
}

/** The name of a document in the body of a request, brought to its one spelling. */
export const IsDocumentName = (): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? canonicalName(value) : value)),
    IsString(),
    ValidateBy({
      name: 'isDocumentName',
      validator: {
        validate: (value: unknown) => problemOf(value) === undefined,
        defaultMessage: (args) => `${args?.property ?? 'name'} ${problemOf(args?.value) ?? 'is no document name'}`,
      },
    }),
  );
