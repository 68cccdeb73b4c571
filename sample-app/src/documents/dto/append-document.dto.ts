import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsDocumentName } from './is-document-name.decorator.js';

/** What to append, and where the result goes. */
export class AppendDocumentDto {
  @ApiProperty({ type: String, example: 'Appendix.docx', description: 'Document that is appended; it stays as it is.' })
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
