import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** A document of the desk. */
export class DocumentDto {
  @ApiProperty({ type: String, example: 'My Report Ümlaut.docx' })
  readonly name: string;

  @ApiProperty({ type: String, example: '/documents/My%20Report%20%C3%9Cmlaut.docx', description: 'Where it is.' })
  readonly href: string;

  @ApiPropertyOptional({ type: Number, example: 12_345, description: 'In bytes.' })
  readonly size?: number;

  @ApiPropertyOptional({ type: String, format: 'date-time', description: 'As the storage tells it.' })
  readonly modifiedAt?: string;

  constructor(name: string, details: { size?: number; modifiedAt?: string } = {}) {
    this.name = name;
    this.href = `/documents/${encodeURIComponent(name)}`;
    this.size = details.size;
    this.modifiedAt = details.modifiedAt;
  }
}
