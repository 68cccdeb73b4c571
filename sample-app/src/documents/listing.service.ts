import { Inject, Injectable } from '@nestjs/common';
import { GetFilesListRequest, type StorageFile, WordsApi } from 'asposewordscloud';
import { WordsCallError } from '../errors/words-call-error.js';
import { DeskSettings } from '../settings/desk-settings.js';
import { isDocxName } from './document-name.js';
import { DocumentDto } from './dto/document.dto.js';
import { DESK_FOLDER } from './words-paths.js';

/** Lists the documents through the official SDK, which gets its tokens from the package and knows no secret. */
@Injectable()
export class ListingService {
  constructor(
    @Inject(WordsApi) private readonly words: WordsApi,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  async list(): Promise<DocumentDto[]> {
    const files = await this.folder();
    return files
      .filter(({ name, isFolder }) => !isFolder && isDocxName(name))
      .map(
        ({ name, size, modifiedDate }: Listed) =>
          new DocumentDto(name, { size, modifiedAt: modifiedDate?.toISOString() }),
      );
  }

  private async folder(): Promise<StorageFile[]> {
    const { storageName } = this.settings;
    try {
      const { body } = await this.words.getFilesList(new GetFilesListRequest({ path: DESK_FOLDER, storageName }));
      return (body as { value?: StorageFile[] | null }).value ?? [];
    } catch (error) {
      const failure = WordsCallError.of(error, this.words);
      // The folder comes into being with the first upload.
      if (failure?.call.status === 404) return [];
      throw failure ?? error;
    }
  }
}

/** The SDK's types promise a date that the service may leave out. */
type Listed = Omit<StorageFile, 'modifiedDate'> & { modifiedDate?: Date | null };
