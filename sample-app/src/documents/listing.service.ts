import { Inject, Injectable } from '@nestjs/common';
import { GetFilesListRequest, type StorageFile, WordsApi } from 'asposewordscloud';
import { WordsCallError } from '../errors/failed-call.js';
import { DeskSettings } from '../settings.js';
import { isDocxName } from './document-name.js';
import { DocumentDto } from './documents.dto.js';
import { DESK_FOLDER } from './words-paths.js';

/** The SDK's types do not say that the service may omit the date. */
type ListedFile = Omit<StorageFile, 'modifiedDate'> & { modifiedDate?: Date | null };

/** Lists the documents through the official SDK, which gets its tokens from the package and does not know the secret. */
@Injectable()
export class ListingService {
  constructor(
    @Inject(WordsApi) private readonly words: WordsApi,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  async list(): Promise<DocumentDto[]> {
    const files: ListedFile[] = await this.listFiles();
    return files
      .filter(({ name, isFolder }) => !isFolder && isDocxName(name))
      .map(({ name, size, modifiedDate }) => new DocumentDto(name, { size, modifiedAt: modifiedDate?.toISOString() }));
  }

  private async listFiles(): Promise<StorageFile[]> {
    const { storageName } = this.settings;
    try {
      const { body } = await this.words.getFilesList(new GetFilesListRequest({ path: DESK_FOLDER, storageName }));
      return (body as { value?: StorageFile[] | null }).value ?? [];
    } catch (error) {
      const callError = WordsCallError.from(error, this.words);
      // The first upload creates the folder.
      if (callError?.call.status === 404) return [];
      throw callError ?? error;
    }
  }
}
