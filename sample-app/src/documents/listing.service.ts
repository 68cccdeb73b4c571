import { HttpService } from '@nestjs/axios';
import { Inject, Injectable } from '@nestjs/common';
import { isAxiosError } from 'axios';
import { firstValueFrom } from 'rxjs';
import { DeskSettings } from '../settings/desk-settings.js';
import { isDocxName } from './document-name.js';
import { DocumentDto } from './dto/document.dto.js';
import { folderPath } from './words-paths.js';

/** `GET /words/storage/folder/{path}` */
interface FolderAnswer {
  Value?: { Name: string; IsFolder: boolean; ModifiedDate?: string | null; Size: number }[] | null;
}

/**
 * Lists the documents through a plain `HttpService`, as any Nest application has one: nothing here says that Aspose wants a
 * token, and nothing needs to.
 */
@Injectable()
export class ListingService {
  constructor(
    @Inject(HttpService) private readonly http: HttpService,
    @Inject(DeskSettings) private readonly settings: DeskSettings,
  ) {}

  async list(): Promise<DocumentDto[]> {
    const files = (await this.folder()).Value ?? [];
    return files
      .filter(({ Name, IsFolder }) => !IsFolder && isDocxName(Name))
      .map(
        ({ Name, Size, ModifiedDate }) => new DocumentDto(Name, { size: Size, modifiedAt: ModifiedDate ?? undefined }),
      );
  }

  private async folder(): Promise<FolderAnswer> {
    const params = { storageName: this.settings.storageName };
    try {
      return (await firstValueFrom(this.http.get<FolderAnswer>(folderPath(), { params }))).data;
    } catch (error) {
      // The folder comes into being with the first upload.
      if (isAxiosError(error) && error.response?.status === 404) return {};
      throw error;
    }
  }
}
