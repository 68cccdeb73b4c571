import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, Matches, ValidateBy } from 'class-validator';
import { findNameProblem, isDocxName, toCanonicalName } from './document-name.js';

/** A stored document. */
export class DocumentDto {
  @ApiProperty({ type: String, example: 'My Report Ümlaut.docx' })
  readonly name: string;

  @ApiProperty({
    type: String,
    example: '/documents/My%20Report%20%C3%9Cmlaut.docx',
    description: 'Path of the document.',
  })
  readonly href: string;

  @ApiPropertyOptional({ type: Number, example: 12_345, description: 'Size in bytes.' })
  readonly size?: number;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'Time of the last change in the storage.' })
  readonly modifiedAt?: string;

  constructor(name: string, details: { size?: number; modifiedAt?: string } = {}) {
    this.name = name;
    this.href = `/documents/${encodeURIComponent(name)}`;
    this.size = details.size;
    this.modifiedAt = details.modifiedAt;
  }
}

/** Body of an append request. */
export class AppendDocumentDto {
  @ApiProperty({ type: String, example: 'Appendix.docx', description: 'Document to append. It is not changed.' })
  @IsDocumentName()
  readonly source!: string;

  @ApiPropertyOptional({
    type: String,
    example: 'Merged.docx',
    description: 'Name of the result. Default: the document in the path, which is then overwritten.',
  })
  @IsOptional()
  @IsDocumentName()
  readonly target?: string;
}

/** Query of a download. */
export class DownloadQueryDto {
  @ApiPropertyOptional({
    type: String,
    example: 'txt',
    description:
      'Format to convert to: pdf, html, txt, odt, … The sandbox supports docx, html and txt. Default: no conversion.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @Matches(/^[a-z\d]{1,12}$/, { message: 'format must be a file extension without the dot, such as pdf' })
  readonly format?: string;
}

/** Validates a document name in a request body and converts it to its canonical form. */
function IsDocumentName(): PropertyDecorator {
  const findProblem = (value: unknown): string | undefined => {
    if (typeof value !== 'string') return undefined; // IsString reports it.
    return findNameProblem(value) ?? (isDocxName(value) ? undefined : 'must end in .docx');
  };
  return applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? toCanonicalName(value) : value)),
    IsString(),
    ValidateBy({
      name: 'isDocumentName',
      validator: {
        validate: (value: unknown) => findProblem(value) === undefined,
        defaultMessage: (args) => `${args?.property ?? 'name'} ${findProblem(args?.value) ?? 'is not a document name'}`,
      },
    }),
  );
}
