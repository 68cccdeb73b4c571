import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, Matches } from 'class-validator';

/** In which form a document is handed out. */
export class DownloadQueryDto {
  @ApiPropertyOptional({
    type: String,
    example: 'txt',
    description:
      'Format to convert to: pdf, html, txt, odt, … The sandbox makes docx, html and txt. Default: as stored.',
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value))
  @Matches(/^[a-z\d]{1,12}$/, { message: 'format must be one file extension without the dot, such as pdf' })
  readonly format?: string;
}
